"""``miliary load``."""

import click

from miliary.cli.terminal import output, progress, warn
from miliary.curation.publication import load_followed
from miliary.curation.refusals import FilesMoved
from miliary.settings import Settings
from miliary.store import Server, read_address


@click.command("load")
@click.option(
    "--keep-files",
    is_flag=True,
    help="Where the editors' log and the files have both moved: keep the files, as a change of its own.",
)
def command(keep_files: bool) -> None:
    """Publish the knowledge as a new version, if it or the program changed since the last one.

    What has violations is not published: every one of them is told, and the version before stays.
    """
    settings = Settings.from_environment()
    with progress("Loading the knowledge") as step:
        try:
            version = load_followed(settings, step, keep_files=keep_files)
        except FilesMoved as error:
            for line in error.differences:
                warn(line)
            raise
    place = read_address(settings.store, settings.data)
    where = f"on {place.name}" if isinstance(place, Server) else f"in {settings.data}"
    output().print(f"Version {version} is published {where}.", soft_wrap=True)
