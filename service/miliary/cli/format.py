"""``miliary format``."""

from pathlib import Path

import click

from miliary.cli.terminal import output
from miliary.knowledge.format import Rewriting, edited_files, rewritings
from miliary.settings import Settings


@click.command("format")
@click.option("--check", is_flag=True, help="Change nothing; list the files that would change and end with status 1.")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(dir_okay=False, path_type=Path))
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], check: bool) -> None:
    """Rewrite each FILE canonically: Turtle or RDF/XML as Turtle, SSSOM as SSSOM; without one, ontology/ and shapes/.

    Nothing is written unless every FILE can be read. From X.owl comes X.ttl; X.owl is left as it is.
    """
    planned = rewritings(files or edited_files(Settings.from_environment().knowledge))
    changed = [each for each in planned if each.needed]
    for each in changed:
        if not check:
            each.write()
        output().print(_line(each), soft_wrap=True)
    done = "would change" if check else "rewritten"
    output().print(f"{len(planned)} file{'' if len(planned) == 1 else 's'} read, {len(changed)} {done}.")
    ctx.exit(int(check and bool(changed)))


def _line(rewriting: Rewriting) -> str:
    if rewriting.source == rewriting.target:
        return str(rewriting.target)
    return f"{rewriting.target} (from {rewriting.source}, which is no longer needed)"
