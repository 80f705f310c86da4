"""``miliary import``."""

from pathlib import Path

import click

from miliary.cli.terminal import output
from miliary.curation.archive import restore
from miliary.settings import Settings


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Take over the state that ``miliary export`` wrote to FILE, where nobody has edited yet.

    Nothing is written over: the data folder must hold no database, and the knowledge folder no other files.
    """
    settings = Settings.from_environment()
    number = restore(settings, file)
    output().print(f"{number} files are taken over into {settings.knowledge}; run miliary load next.", soft_wrap=True)
