"""``miliary user``: accounts from the command line, and no password in a command, an output or a history."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miliary.cli import main
from miliary.curation.accounts import Role
from miliary.curation.office import Office

PASSWORD = "correct horse battery"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def user(data: Path, *arguments: str, typed: str = "") -> Result:
    environment = {"MILIARY_DATA": str(data), "MILIARY_KNOWLEDGE": None, "MILIARY_SETTINGS": None}
    return CliRunner().invoke(main, ["user", *arguments], input=typed, env=environment)


def test_the_password_is_asked_for_twice_and_never_shown(data: Path) -> None:
    made = user(data, "add", "root", "--role", "administrator", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert made.exit_code == 0
    assert made.stdout == "root is administrator.\n"
    assert PASSWORD not in made.output
    assert "until MILIARY_KNOWLEDGE names" in made.stderr
    accounts = Office.open(data).accounts
    assert (accounts.has_administrator(), accounts.authenticate("root", PASSWORD)) == (True, accounts.find("root"))


def test_a_script_gives_it_by_standard_input(data: Path) -> None:
    assert user(data, "add", "edith", "--password-stdin", typed=PASSWORD + "\r\n").exit_code == 0
    assert Office.open(data).accounts.authenticate("edith", PASSWORD) is not None


def test_a_weak_password_or_a_mistyped_one_makes_no_account(data: Path) -> None:
    weak = user(data, "add", "edith", "--password-stdin", typed="short\n")
    mistyped = user(data, "add", "edith", typed=f"{PASSWORD}\nother\n")
    assert (weak.exit_code, mistyped.exit_code) == (1, 1)
    assert "12 to 256 characters" in weak.stderr
    assert Office.open(data).accounts.list() == []


def test_no_option_takes_a_password(data: Path) -> None:
    refused = user(data, "add", "edith", "--password", PASSWORD)
    assert refused.exit_code == 2
    assert "No such option" in refused.stderr


def test_accounts_are_listed_promoted_and_deactivated(data: Path) -> None:
    accounts = Office.open(data).accounts
    accounts.add("root", PASSWORD, Role.ADMINISTRATOR)
    accounts.add("edith", PASSWORD, Role.EDITOR, display="Edith Example")
    assert user(data, "role", "edith", "reviewer").stdout == "edith is reviewer.\n"
    assert user(data, "deactivate", "edith").stdout == "edith is not active.\n"
    assert [line.split()[:3] for line in user(data, "list").stdout.splitlines() if "edith" in line] == [
        ["edith", "│", "reviewer"]
    ]
    assert user(data, "activate", "edith").stdout == "edith is active.\n"
    other = "another password entirely"
    assert user(data, "password", "edith", "--password-stdin", typed=other + "\n").exit_code == 0
    assert accounts.authenticate("edith", other) == accounts.find("edith")


def test_the_last_administrator_and_the_unknown_are_refused(data: Path) -> None:
    Office.open(data).accounts.add("root", PASSWORD, Role.ADMINISTRATOR)
    for arguments in (("deactivate", "root"), ("role", "root", "editor")):
        assert "only active administrator" in user(data, *arguments).stderr
    assert "There is no account “nobody”" in user(data, "role", "nobody", "editor").stderr
