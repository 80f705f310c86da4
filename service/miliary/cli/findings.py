"""``miliary findings``."""

import click

from miliary.cli.opened import published
from miliary.cli.terminal import output, table
from miliary.settings import Settings
from miliary.terms import FINDINGS, TermIndex
from miliary.vocabulary import curie


@click.command("findings")
@click.argument("text", nargs=-1, required=True)
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1), help="The most findings to list.")
@click.pass_context
def command(ctx: click.Context, text: tuple[str, ...], limit: int) -> None:
    """Search the findings by label, synonym or abbreviation; small typos and American spelling do no harm.

    Ends with status 1 if nothing fits TEXT.
    """
    terms = TermIndex.read(*published(Settings.from_environment()))
    hits = terms.search(" ".join(text), limit, FINDINGS)
    grid = table("finding", "also called", "kind", "id")
    for hit in hits:
        other = hit.matched if hit.matched != hit.label else ""
        grid.add_row(hit.label, other, terms.label(hit.kind), curie(hit.id))
    output().print(grid if hits else "Nothing fits.")
    ctx.exit(0 if hits else 1)
