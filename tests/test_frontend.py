"""The front-end build: what is locked, when it is done again, and what it says when it cannot be done."""

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

FRONTEND = Path("service/frontend")
BUILT = Path("service/miliary/web/static/built")
PAGES = {"sparql.css", "sparql.js"}
SOURCES = [".npmrc", "package.json", "package-lock.json", "build.mjs", "src/sparql.css", "src/sparql/table.js"]


@pytest.fixture(scope="module")
def hook(repository: Path) -> ModuleType:
    """The build hook, as hatchling loads it."""
    spec = importlib.util.spec_from_file_location("hatch_build", repository / FRONTEND / "hatch_build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path: Path, repository: Path) -> Path:
    """What the build reads and writes, copied."""
    for folder in (FRONTEND, BUILT):
        shutil.copytree(repository / folder, tmp_path / folder, ignore=shutil.ignore_patterns("node_modules"))
    return tmp_path


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No registry answers, and nothing was fetched before."""
    monkeypatch.setenv("NPM_CONFIG_REGISTRY", "http://127.0.0.1:9/")
    monkeypatch.setenv("NPM_CONFIG_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NPM_CONFIG_FETCH_RETRIES", "0")


def test_the_checkout_has_what_its_sources_say(hook: ModuleType, repository: Path) -> None:
    assert hook.is_current(repository), "run `make test`, which installs and so bundles anew"
    assert {file.name for file in (repository / BUILT).iterdir()} >= PAGES


def test_every_package_is_locked_by_its_digest_and_by_no_address(repository: Path) -> None:
    lock = json.loads((repository / FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    packages = [each for name, each in lock["packages"].items() if name]
    assert packages
    assert all(each["integrity"].startswith("sha512-") for each in packages)
    assert not any("resolved" in each for each in packages)


@pytest.mark.parametrize("source", SOURCES)
def test_a_change_of_any_source_asks_for_a_new_build(hook: ModuleType, checkout: Path, source: str) -> None:
    assert hook.is_current(checkout)
    with (checkout / FRONTEND / source).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert not hook.is_current(checkout)


def test_a_new_source_asks_for_a_new_build(hook: ModuleType, checkout: Path) -> None:
    (checkout / FRONTEND / "src" / "graph.js").write_text("export {};\n", encoding="utf-8")
    assert not hook.is_current(checkout)


@pytest.mark.usefixtures("unreachable")
def test_without_a_registry_it_says_what_can_be_done_and_keeps_what_was_there(
    hook: ModuleType, checkout: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RuntimeError, match="npm failed") as failure:
        hook.build(checkout)
    assert all(word in str(failure.value) for word in ("NPM_CONFIG_REGISTRY", "HTTPS_PROXY", hook.SKIP))
    assert "ECONNREFUSED" in capfd.readouterr().err
    assert {file.name for file in (checkout / BUILT).iterdir()} >= PAGES
    assert not list((checkout / BUILT).parent.glob(".built-*"))


@pytest.mark.usefixtures("unreachable")
def test_what_is_up_to_date_needs_no_registry(hook: ModuleType, checkout: Path, tmp_path: Path) -> None:
    made = hook.FrontendBuildHook(str(checkout), {}, None, None, str(tmp_path), "wheel")
    made.initialize("standard", {})
    assert hook.is_current(checkout)


@pytest.mark.usefixtures("unreachable")
def test_an_installation_can_go_without(
    hook: ModuleType, checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(hook.SKIP, "1")
    made = hook.FrontendBuildHook(str(checkout), {}, None, None, str(tmp_path), "wheel")
    made.initialize("standard", {})
    assert not (checkout / BUILT).exists()
