"""``miliary evidence``."""

from pathlib import Path

import click

from miliary.cli.terminal import output, printable
from miliary.errors import MalformedInput
from miliary.knowledge.passages import check_article
from miliary.knowledge.sources import Sources
from miliary.settings import Settings

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group("evidence")
def command() -> None:
    """Look after the passages that statements rest on."""


@command.command("check")
@click.option(
    "--article",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The article's text, as it comes from its PDF, in UTF-8.",
)
@click.option("--knowledge", type=_FOLDER, help="The knowledge folder; by default that of the settings.")
@click.option("--document", metavar="TERM", help="The source document: CURIE, label or DOI, where there are several.")
@click.pass_context
def check(ctx: click.Context, article: Path, knowledge: Path | None, document: str | None) -> None:
    """Check that every passage stands in the article where its locator says, once and in order.

    Line breaks, hyphens, joined or split words and ligatures make no difference. Ends with status 1 if a passage is
    not found; each is told by file and term, with what would help.
    """
    sources = Sources.open(knowledge or Settings.from_environment().knowledge)
    chosen = sources.document(document)
    outcome = check_article(sources, chosen, _text(article))
    console = output()
    for failure in outcome.failures:
        console.print(printable(str(failure)), soft_wrap=True)
    failed = len(outcome.failures)
    console.print(f"{chosen.label}: {outcome.passages} passages, {failed or 'no'} failure{'' if failed == 1 else 's'}.")
    ctx.exit(failed > 0)


def _text(article: Path) -> str:
    try:
        return article.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"{article} is not text in UTF-8.") from error
