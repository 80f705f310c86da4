"""``miliary serve``: where it listens, and one run of it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from miliary.cli.serve import Address, free_address
from miliary.errors import InvalidSettings
from miliary.settings import Settings


def settings(host: str = "127.0.0.1", port: int = 0) -> Settings:
    return Settings(knowledge=Path(), data=Path(), host=host, port=port)


def test_port_0_becomes_a_free_one() -> None:
    address = free_address(settings())
    assert address.port > 0
    assert address.url == f"http://127.0.0.1:{address.port}/"


def test_a_taken_port_is_refused_before_anything_is_loaded() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidSettings, match=f"127.0.0.1:{port} cannot be listened on: .* in use"):
            free_address(settings(port=port))


def test_a_host_that_is_not_this_machine_is_refused() -> None:
    with pytest.raises(InvalidSettings, match=r"192\.0\.2\.1:0 cannot be listened on"):
        free_address(settings("192.0.2.1"))


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (Address("0.0.0.0", 8000), "http://127.0.0.1:8000/"),
        (Address("::", 80), "http://[::1]:80/"),
        (Address("::1", 80), "http://[::1]:80/"),
    ],
)
def test_the_address_told_is_one_that_a_browser_can_open(address: Address, url: str) -> None:
    assert address.url == url


def test_the_service_answers_and_stops_at_a_signal(repository: Path, data: Path) -> None:
    environment = {**os.environ, "MILIARY_DATA": str(data), "MILIARY_KNOWLEDGE": str(repository), "PORT": "0"}
    command = [sys.executable, "-m", "miliary", "serve"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = re.search(r"answers on (http://\S+/) with version", server.stdout.readline())
        assert found is not None
        body = json.loads(_get(f"{found[1]}api/v1/findings?q=pons"))
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    assert body["findings"]


@pytest.mark.parametrize("workers", ["1", "2"])
def test_where_there_is_nothing_to_serve_it_says_why_and_ends(repository: Path, tmp_path: Path, workers: str) -> None:
    knowledge = tmp_path / "knowledge"
    knowledge.mkdir()
    for each in ("shapes", "queries"):
        (knowledge / each).symlink_to(repository / each)
    (knowledge / "ontology").mkdir()
    (knowledge / "ontology" / "core.ttl").write_text("This is not Turtle.", encoding="utf-8")
    environment = {**os.environ, "MILIARY_DATA": str(tmp_path / "data"), "MILIARY_KNOWLEDGE": str(knowledge)}
    command = [sys.executable, "-m", "miliary", "serve", "--workers", workers]
    done = subprocess.run(
        command, env=environment | {"PORT": "0"}, capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "Error: " in done.stderr
    assert "Traceback" not in done.stderr
    assert "core.ttl" in done.stderr


def test_the_start_imports_nothing_that_only_some_need() -> None:
    needed_later = {"spacy", "rapidfuzz", "yaml", "miliary.reports.reader", "miliary.terms.fhir.terminology"}
    code = "import sys, miliary.cli.opened, miliary.web.connection, miliary.web.gateway; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    imported = set(done.stdout.split())
    assert {"miliary.web", "miliary.terms.index"} <= imported
    assert not needed_later & imported


def test_what_prepares_the_version_ends_with_the_first_process(repository: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "MILIARY_DATA": str(tmp_path), "MILIARY_KNOWLEDGE": str(repository), "PORT": "0"}
    command = [sys.executable, "-m", "miliary", "serve"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert "Loading the knowledge" in server.stderr.readline()
        beside = _children(server.pid)
        server.kill()
        assert server.wait(10) == -signal.SIGKILL
        server.stderr.read()  # to its end, which comes when no process has it open any more
    assert len(beside) == 1
    assert not list((tmp_path / "versions").glob("0*"))


def _children(process: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]


def _get(url: str) -> bytes:
    """Ask until the worker is up: it starts after the addresses are told."""
    for _ in range(100):
        try:
            with urlopen(url, timeout=10) as answer:
                return bytes(answer.read())
        except ConnectionError:
            time.sleep(0.1)
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
