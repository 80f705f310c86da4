"""``miliary knowledge report``."""

import json
from pathlib import Path

from tests.cli.conftest import Run


def test_the_report_has_every_table(run: Run, data: Path) -> None:
    result = run("knowledge", "report", "--rows", "3", data=data)
    assert result.exit_code == 0
    for title in ("Assertions by disease", "Conflicts by kind", "References by status"):
        assert title in result.stdout
    assert "unidentified" in result.stdout
    assert " more; --rows " in result.stdout


def test_as_json_it_is_whole(run: Run, data: Path) -> None:
    result = run("knowledge", "report", "--json", data=data)
    report = json.loads(result.stdout)
    rows = {table["name"]: table["rows"] for table in report["tables"]}
    assert len(rows["diseases-alike"]) == 17 * 16 / 2
    assert {row["status"]["label"] for row in rows["references"]} >= {"verified", "unidentified"}
