"""What every room's tests may ask for. Fixtures of one room stand in that room's own conftest.py."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from miliary.settings import Settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from miliary.composition import Service

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


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The checkout's knowledge, published into a folder of the test's own; port 0 is chosen by the system."""
    return Settings(knowledge=REPOSITORY, data=tmp_path / "data", port=0)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Service"]:
    """The checkout's knowledge, published once for all tests and opened; it takes a quarter of a minute."""
    from miliary.composition import load, open_service

    settings = Settings(knowledge=REPOSITORY, data=tmp_path_factory.mktemp("published"), port=0)
    load(settings)
    service = open_service(settings)
    yield service
    service.close()


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
