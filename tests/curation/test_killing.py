"""Kill -9 while ten clients propose and publish: what was acknowledged is there, whole, and nowhere half."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY
from tests.curation.books import audited
from tests.curation.folders import write_folder
from tests.curation.killing import ACKNOWLEDGED, CLIENTS

pytestmark = pytest.mark.alone


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_and_nothing_is_half(tmp_path: Path, kills: int) -> None:
    folder, data = write_folder(tmp_path / "knowledge", diseases=CLIENTS, assertions=1), tmp_path / "data"
    command = [sys.executable, "-m", "tests.curation.killing", str(folder), str(data), str(kills), "8"]
    subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    acknowledged = (data / ACKNOWLEDGED).read_text(encoding="utf-8").split()
    assert acknowledged
    assert set(acknowledged) <= set(audited(folder, data))
