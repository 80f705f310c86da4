"""``miliary release``."""

from pathlib import Path

import click

from miliary.cli.terminal import output, progress
from miliary.composition import load, program, versions
from miliary.errors import KnowledgeError
from miliary.knowledge.publish import is_current
from miliary.knowledge.release.build import build
from miliary.knowledge.release.folder import put, refuse_foreign_files
from miliary.settings import Settings


@click.command("release")
@click.option(
    "--output",
    "target",
    type=click.Path(path_type=Path),
    default=Path("dist"),
    show_default=True,
    help="The folder to write; a release that is there already is replaced.",
)
def command(target: Path) -> None:
    """Build the release: ontology in four forms, mappings, shapes, queries, description, documentation, checksums.

    The same sources give the same bytes. Nothing is written unless all of it could be made.
    """
    settings = Settings.from_environment()
    refuse_foreign_files(target)
    with progress("Building the release") as step:
        version = load(settings, step)
        files = build(settings, versions(settings).open(version), step)
        if not is_current(settings.knowledge, versions(settings), program()):
            raise KnowledgeError("The sources changed while the release was being built; build it again.")
        step("putting it in place")
        put(files, target)
    size = sum(map(len, files.values())) / 1e6
    output().print(f"{len(files) + 1} files ({size:.1f} MB) are in {target}; SHA256SUMS names them.", soft_wrap=True)
