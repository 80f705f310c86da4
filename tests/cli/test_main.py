"""The group: what it lists, and how errors end."""

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from miliary.cli import load, main
from miliary.cli.main import MODULES
from miliary.errors import KnowledgeInvalid, MiliaryError, NoPublishedVersion
from tests.cli.conftest import Run

BESIDE = {"__init__", "main", "terminal", "opened", "answer", "firm", "workers", "beforehand", "orphans"}


def names() -> list[str]:
    return main.list_commands(click.Context(main))


def test_every_module_of_a_command_is_listed() -> None:
    modules = {module.stem for module in Path(str(load.__file__)).parent.glob("*.py")}
    assert modules - BESIDE == {MODULES.get(name, name) for name in names()}


@pytest.mark.parametrize("name", names())
def test_a_command_tells_what_it_is_for(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_the_help_of_the_group_lists_the_commands(run: Run) -> None:
    assert all(f"  {name} " in run("--help").output for name in names())


def test_an_unknown_command_is_refused(run: Run) -> None:
    assert run("diagnose").exit_code == 2


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NoPublishedVersion("data"), "Error: No version of the knowledge has been published yet.\n"),
        (MiliaryError("bad \x1b[31m[red]word[/red]"), "Error: bad �[31m[red]word[/red]\n"),
        (PermissionError(13, "Permission denied", "current"), "Error: [Errno 13] Permission denied: 'current'\n"),
        (KnowledgeInvalid(["a.ttl: Name it."]), "a.ttl: Name it.\nError: 1 violation found; nothing was published.\n"),
    ],
)
def test_an_error_is_a_message_and_a_status(monkeypatch: pytest.MonkeyPatch, error: Exception, words: str) -> None:
    def fails(*_: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(load, "load_followed", fails)
    result = CliRunner().invoke(main, ["load"])
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", words)


def test_the_help_needs_none_of_the_slow_libraries() -> None:
    program = "import sys; from miliary.cli import main; main(['--help'], standalone_mode=False); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert {"numpy", "pyoxigraph", "rdflib", "flask", "uvicorn", "yaml"}.isdisjoint(done.stdout.split())


def test_a_service_starts_without_what_only_rare_questions_need() -> None:
    program = "import sys, miliary.cli.serve, {}; print(*sys.modules)"
    for and_then, needless in (
        ("miliary.cli", {"rdflib", "pyshacl", "yaml", "urllib3", "rich.console", "asyncio", "flask"}),
        ("miliary.web.gateway", {"rdflib", "pyshacl", "urllib3", "rich.console", "spacy", "authlib", "requests"}),
    ):
        command = [sys.executable, "-c", program.format(and_then)]
        loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert needless & set(loaded) == set()
