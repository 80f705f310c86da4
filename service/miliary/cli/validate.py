"""``miliary validate``."""

from collections.abc import Sequence
from pathlib import Path

import click

from miliary.cli.terminal import output, printable
from miliary.composition import check
from miliary.knowledge.report import Result, Severity
from miliary.settings import Settings


@click.command("validate")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Check the knowledge against its shapes, or only what each FILE describes, and say in words what to do.

    A FILE from elsewhere is checked in place of the one of its name. Ends with status 1 if there are violations;
    warnings are told but let pass.
    """
    found = check(Settings.from_environment(), files or None)
    console = output()
    for result in found:
        console.print(printable(str(result)), soft_wrap=True)
    console.print(summary(found))
    ctx.exit(int(any(result.severity is Severity.VIOLATION for result in found)))


def summary(found: Sequence[Result]) -> str:
    """Count the results by how much they matter."""
    counts = {severity: sum(result.severity is severity for result in found) for severity in Severity}
    return f"{_number(counts.pop(Severity.VIOLATION), 'violation')}." + "".join(
        f" {_number(count, severity.lower())}." for severity, count in counts.items() if count
    )


def _number(count: int, what: str) -> str:
    return f"{count or 'No'} {what}{'' if count == 1 else 's'}"
