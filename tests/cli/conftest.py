"""The command as a person runs it, over the checkout's knowledge published once."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miliary.cli import main
from miliary.composition import Service

Run = Callable[..., Result]


@pytest.fixture(scope="session")
def data(published: Service) -> Path:
    """A data folder with the checkout's knowledge published."""
    return published.settings.data


@pytest.fixture(scope="session")
def opened(published: Service) -> Service:
    """What is published there, opened once: it takes a second."""
    return published


@pytest.fixture
def run(repository: Path, tmp_path: Path) -> Run:
    """Run ``miliary`` with arguments, with a data folder of the test's own unless another is given."""

    def run(*arguments: str, data: Path = tmp_path / "data", knowledge: Path = repository) -> Result:
        environment = {"MILIARY_DATA": str(data), "MILIARY_KNOWLEDGE": str(knowledge), "HOST": None, "PORT": "0"}
        environment["COLUMNS"] = None  # tests that share the cores are told the width of their terminal
        result = CliRunner().invoke(main, arguments, env=environment)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result

    return run
