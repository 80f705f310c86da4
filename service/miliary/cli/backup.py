"""``miliary backup``."""

from pathlib import Path

import click

from miliary import __version__
from miliary.backup import Installation, back_up
from miliary.cli.terminal import output, progress
from miliary.composition import versions
from miliary.settings import Settings


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write the published version, the databases and the knowledge into FILE, while everything goes on.

    FILE is a gzipped tar with a manifest of digests; it appears when it is whole, and replaces nothing.
    """
    settings = Settings.from_environment()
    with progress("Backing up") as step:
        installation = Installation(settings.knowledge, settings.data, versions(settings))
        version = back_up(installation, file.resolve(), __version__, step)
    output().print(f"Version {version}, the databases and the knowledge are in {file}.", soft_wrap=True)
