"""One service a data folder: the second is refused and told by whom, and a dead one holds nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from miliary.store.occupation import FolderOccupied, occupied

HOLD = (
    "import sys, time, pathlib; from miliary.store.occupation import occupied\n"
    "with occupied(pathlib.Path(sys.argv[1]), 'http://127.0.0.1:1/'):\n"
    "    import os; child = os.fork()\n"
    "    print(child, flush=True) if child else None\n"
    "    time.sleep(60)"
)


def test_a_second_service_is_refused_by_name(tmp_path: Path) -> None:
    first, second = occupied(tmp_path, "http://127.0.0.1:1/"), occupied(tmp_path, "http://127.0.0.1:2/")
    with first, pytest.raises(FolderOccupied) as caught, second:
        pass
    assert f"process {os.getpid()}, http://127.0.0.1:1/" in caught.value.detail
    with occupied(tmp_path, "http://127.0.0.1:2/"):
        pass


def test_a_killed_service_holds_nothing_even_if_its_child_lives(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        child = int(process.stdout.readline())
        try:
            with pytest.raises(FolderOccupied, match=f"process {process.pid}"), occupied(tmp_path, "here"):
                pass
            process.kill()
            process.wait()
            os.kill(child, 0)
            with occupied(tmp_path, "here"):
                pass
        finally:
            os.kill(child, signal.SIGKILL)


def test_a_folder_that_cannot_be_written_is_served_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with occupied(tmp_path / "file" / "data", "here"):
        pass
