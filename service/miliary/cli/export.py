"""``miliary export``."""

from pathlib import Path

import click

from miliary.cli.terminal import output
from miliary.curation.archive import export
from miliary.settings import Settings


@click.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def command(file: Path) -> None:
    """Write the editors' whole state to FILE: accounts, proposals, log and the files of the knowledge.

    It holds names and the hashes of passwords; keep it as you keep the data folder.
    """
    number = export(Settings.from_environment(), file)
    output().print(f"{number} rows and files are in {file}.", soft_wrap=True)
