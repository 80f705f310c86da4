"""The units of systemd that the documents show, as systemd itself reads them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PROGRAM = "/usr/local/lib/miliary/.venv/bin/miliary"


def units() -> dict[str, str]:
    """The units of docs/operations.md by their names; where a block has none of its own, it is the service."""
    text = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")
    blocks = [each.partition("\n")[2] for each in text.split("```")[1::2] if "[Unit]" in each or "[Timer]" in each]
    found = {}
    for block in blocks:
        named = re.split(r"^# (\S+\.(?:service|timer))\n", block, flags=re.MULTILINE)
        if named[0].strip():
            found["miliary.service"] = named[0]
        found |= dict(zip(named[1::2], named[2::2], strict=True))
    return found


def test_systemd_can_read_the_units(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed (Debian: apt-get install systemd)")
    found = units()
    assert set(found) == {"miliary.service", "miliary-backup.service", "miliary-backup.timer"}
    assert PROGRAM in found["miliary.service"]
    for name, text in found.items():
        (tmp_path / name).write_text(text.replace(PROGRAM, "/bin/true"), encoding="utf-8")
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in found)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (told.returncode, [line for line in told.stderr.splitlines() if "miliary" in line]) == (0, [])
