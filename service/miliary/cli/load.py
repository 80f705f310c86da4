"""``miliary load``."""

import click

from miliary.cli.terminal import output, progress, warn
from miliary.curation.publication import load_followed
from miliary.curation.refusals import FilesMoved
from miliary.settings import Settings


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
    output().print(f"Version {version} is published in {settings.data}.", soft_wrap=True)
