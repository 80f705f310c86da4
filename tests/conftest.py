"""What every room's tests may ask for. Fixtures of one room stand in that room's own conftest.py."""

import fcntl
import gc
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from miliary.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page
    from pyoxigraph import Triple

    from miliary.composition import Service
    from miliary.queries import Catalogue
    from miliary.store import Store

REPOSITORY = Path(__file__).resolve().parent.parent
# Without these Chromium looks for its maker's servers at every start; as root it refuses to run in its sandbox.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]

# The same examples on every run, and no deadline: CI's two cores are shared.
hypothesis_settings.register_profile(
    "repeatable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))

# Much of what is made here lives as long as the process: looking through it time and again for what nobody refers to
# any more takes a sixth of the time that publishing takes.
gc.set_threshold(50_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with files of few tests that take long: begun last, one process would work on them and the others wait."""
    items.sort(key=lambda item: item.get_closest_marker("early") is None)


def pytest_collection_finish() -> None:
    """Leave modules and tests out of what is looked through."""
    gc.freeze()


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The checkout's knowledge, published into a folder of the test's own; port 0 is chosen by the system."""
    return Settings(knowledge=REPOSITORY, data=tmp_path / "data", port=0)


@contextmanager
def one_at_a_time(lock: Path) -> Iterator[None]:
    """Keep the other processes of the tests waiting until the block ends."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Iterator["Service"]:
    """The checkout's knowledge, published and opened; whoever changes files changes those of this process only.

    Publishing takes a quarter of a minute, so that the first process keeps it for the others and for the next run. It
    is done anew whenever the sources, the program or the libraries changed.
    """
    from miliary.composition import load, open_service

    libraries = hashlib.sha256((REPOSITORY / "requirements.lock").read_bytes()).hexdigest()[:12]
    if pytestconfig.pluginmanager.hasplugin("cacheprovider"):
        assert pytestconfig.cache is not None
        kept = pytestconfig.cache.mkdir(f"published-{libraries}")
    else:
        kept = tmp_path_factory.mktemp("kept")
    settings = Settings(knowledge=REPOSITORY, data=tmp_path_factory.mktemp("published"), port=0)
    with one_at_a_time(kept / "lock"):
        load(Settings(knowledge=REPOSITORY, data=kept / "data", port=0, keep_versions=1, keep_hours=0))
        shutil.copytree(kept / "data", settings.data, dirs_exist_ok=True)
    service = open_service(settings)
    with joined_once(service), compiled_once(kept / "templates"):
        yield service
    service.close()


@contextmanager
def joined_once(service: "Service") -> Iterator[None]:
    """Have every application over one service send what the first has joined into one ontology; it takes 7 s."""
    from miliary.knowledge.release.ontology import Release

    read = Release.read
    joined = cache(lambda: read(service.store, service.catalogue))

    def answer(store: "Store", catalogue: "Catalogue") -> Release:
        return joined() if store is service.store else read(store, catalogue)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Release, "read", answer)
        yield


@contextmanager
def compiled_once(folder: Path) -> Iterator[None]:
    """Have every application take its templates as an earlier one has compiled them."""
    from flask import Flask
    from jinja2 import FileSystemBytecodeCache

    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": FileSystemBytecodeCache(str(folder))})
        yield


@pytest.fixture(scope="session")
def ontology() -> tuple["Triple", ...]:
    """What the checkout's files say, as one ontology."""
    from miliary.knowledge.load import load
    from miliary.knowledge.merge import merged

    return merged(load(REPOSITORY).triples)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Debian's Chromium, driven by Playwright; where it is missing, the tests that need it are skipped and say so."""
    executable = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if executable is None:
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium; elsewhere set CHROMIUM to its path)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A fresh tab with nothing stored; a script error on the page fails the test that caused it."""
    errors: list[str] = []
    context = browser.new_context()
    tab = context.new_page()
    tab.on("pageerror", lambda error: errors.append(str(error)))
    yield tab
    context.close()
    assert errors == []
