"""``miliary user``: the accounts of editors, for whoever has the machine. A password never stands in a command."""

import sys

import click

from miliary.cli.terminal import messages, output, printable, table
from miliary.curation.accounts import Role
from miliary.curation.office import Office
from miliary.settings import Settings

_ROLES = click.Choice([str(role) for role in Role])
_FROM_STDIN = click.option("--password-stdin", is_flag=True, help="Read the password from standard input, one line.")


@click.group("user")
def command() -> None:
    """Make and change the accounts of editors. The first administrator turns curation on."""


@command.command("add")
@click.argument("name")
@click.option("--role", type=_ROLES, default=str(Role.READER), show_default=True, help="What the account may do.")
@click.option("--display", default="", help="The name that others read; by default NAME.")
@click.option("--orcid", help="An ORCID iD.")
@_FROM_STDIN
def add(name: str, role: str, display: str, orcid: str | None, password_stdin: bool) -> None:  # click's
    """Make the account NAME; its password is asked for twice."""
    settings = Settings.from_environment()
    accounts = Office.open(settings.data).accounts
    made = accounts.add(name, _password(password_stdin), Role(role), display=display, orcid=orcid)
    output().print(printable(f"{made.name} is {made.role}."))
    if not settings.editable:
        messages().print("Curation stays off until MILIARY_KNOWLEDGE names the editors' folder.", soft_wrap=True)


@command.command("list")
def listed() -> None:
    """List all accounts."""
    grid = table("name", "role", "active", "shown as", "ORCID")
    for each in _office().accounts.list():
        active = "yes" if each.active else "no"
        grid.add_row(*map(printable, (each.name, each.role, active, each.display, each.orcid or "")))
    output().print(grid)


@command.command("role")
@click.argument("name")
@click.argument("role", type=_ROLES)
def change_role(name: str, role: str) -> None:
    """Give the account NAME the role ROLE."""
    accounts = _office().accounts
    changed = accounts.change(accounts.find(name).id, role=Role(role))
    output().print(printable(f"{changed.name} is {changed.role}."))


@command.command("deactivate")
@click.argument("name")
def deactivate(name: str) -> None:
    """Let the account NAME not log in any more; its sessions end and its tokens are worth nothing."""
    _set_active(name, active=False)


@command.command("activate")
@click.argument("name")
def activate(name: str) -> None:
    """Let the account NAME log in again."""
    _set_active(name, active=True)


@command.command("password")
@click.argument("name")
@_FROM_STDIN
def change_password(name: str, password_stdin: bool) -> None:  # click's
    """Give the account NAME a new password; its sessions end."""
    accounts = _office().accounts
    account = accounts.find(name)
    accounts.set_password(account.id, _password(password_stdin))
    output().print(printable(f"{account.name} has a new password."))


def _set_active(name: str, *, active: bool) -> None:
    accounts = _office().accounts
    changed = accounts.change(accounts.find(name).id, active=active)
    output().print(printable(f"{changed.name} is {'active' if changed.active else 'not active'}."))


def _office() -> Office:
    return Office.open(Settings.from_environment().data)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().removesuffix("\n").removesuffix("\r")
    asked: str = click.prompt("Password", hide_input=True, confirmation_prompt="Once more", err=True)
    return asked
