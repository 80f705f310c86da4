"""SPARQL servers for the tests: Oxigraph's and Virtuoso's, each on this machine alone and with nothing in it."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
SECONDS_TO_START = 20
SECONDS_FOR_VIRTUOSO = 120  # it writes its database first


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@contextmanager
def oxigraph(*options: str, location: Path | None = None) -> Iterator[str]:
    """Run ``oxigraph serve``; yields the setting ``store`` that names it."""
    where = ["--location", str(location)] if location else []
    with _running([str(OXIGRAPH), "serve", *where, *options], "--bind", "127.0.0.1:{port}") as port:
        yield f"sparql+http://127.0.0.1:{port}/query?update=/update&graph_store=/store"


@contextmanager
def _running(command: list[str], *address: str) -> Iterator[int]:
    port = free_port()
    process = subprocess.Popen(
        [*command, *(part.format(port=port) for part in address)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"]},
    )
    try:
        wait_for(port, process)
        yield port
    finally:
        process.kill()
        process.wait()


def wait_for(port: int, process: "subprocess.Popen[bytes]", seconds: float = SECONDS_TO_START) -> None:
    deadline = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not start")


_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
[SPARQL]
ResultSetMaxRows = {rows}
DefaultQuery = SELECT * {{ ?a ?b ?c }} LIMIT 1
"""
_RIGHTS = """DB.DBA.USER_GRANT_ROLE('SPARQL', 'SPARQL_UPDATE', 0);
GRANT EXECUTE ON DB.DBA.SPARQL_INSERT_DICT_CONTENT TO SPARQL;
GRANT EXECUTE ON DB.DBA.SPARQL_DELETE_DICT_CONTENT TO SPARQL;
DB.DBA.RDF_DEFAULT_USER_PERMS_SET('nobody', 7);
"""


@contextmanager
def virtuoso(folder: Path, rows: int = 1_000_000) -> Iterator[str]:
    """Run Debian's Virtuoso in ``folder``; yields the setting ``store`` that names it."""
    program, client = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or client is None:
        pytest.skip("Virtuoso is not installed (Debian: apt-get install virtuoso-opensource-7)")
    port, sql = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(_INI.format(folder=folder, sql=sql, port=port, rows=rows))
    log = (folder / "output.txt").open("wb")
    process = subprocess.Popen([program, "-f", "-c", str(ini)], stdout=log, stderr=log, cwd=folder)
    try:
        wait_for(port, process, SECONDS_FOR_VIRTUOSO)
        subprocess.run(
            [client, f"127.0.0.1:{sql}", "dba", "dba"], input=_RIGHTS.encode(), check=True, capture_output=True
        )
        yield f"sparql+http://127.0.0.1:{port}/sparql?update=/sparql&graph_store=/sparql-graph-crud"
    finally:
        process.kill()
        process.wait()
        log.close()
