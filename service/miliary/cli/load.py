"""``miliary load``."""

import click

from miliary.cli.terminal import output, progress
from miliary.composition import load
from miliary.settings import Settings


@click.command("load")
def command() -> None:
    """Publish the knowledge as a new version, if it or the program changed since the last one.

    What has violations is not published: every one of them is told, and the version before stays.
    """
    settings = Settings.from_environment()
    with progress("Loading the knowledge") as step:
        version = load(settings, step)
    output().print(f"Version {version} is published in {settings.data}.", soft_wrap=True)
