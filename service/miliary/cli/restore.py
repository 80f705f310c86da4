"""``miliary restore``."""

from pathlib import Path

import click

from miliary.backup import Installation, restore
from miliary.cli.terminal import output, progress
from miliary.composition import versions
from miliary.settings import Settings


@click.command("restore")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--force", is_flag=True, help="Replace what is there already.")
def command(file: Path, *, force: bool) -> None:
    """Put the backup FILE in place: it is checked first, and without --force only an empty place is filled."""
    settings = Settings.from_environment()
    with progress("Restoring") as step:
        installation = Installation(settings.knowledge, settings.data, versions(settings))
        version = restore(installation, file.resolve(), step, force=force)
    output().print(f"Version {version} answers, from {file}.", soft_wrap=True)
