"""``miliary ask``."""

import json
from typing import Any

import click

from miliary.cli.answer import show
from miliary.cli.opened import service
from miliary.cli.terminal import output
from miliary.consultation import Question, ask
from miliary.settings import Settings


@click.command("ask")
@click.option("--present", multiple=True, metavar="TEXT", help="A finding that the patient has; may be repeated.")
@click.option("--absent", multiple=True, metavar="TEXT", help="A finding that was looked for and is not there.")
@click.option("--not-assessed", multiple=True, metavar="TEXT", help="A finding, or a test, that was not looked at.")
@click.option("--context", multiple=True, metavar="TEXT", help="A patient factor: immunocompetent, a drug, an origin.")
@click.option("--age", type=float, metavar="YEARS", help="The age in years.")
@click.option("--sex", type=click.Choice(["male", "female"], case_sensitive=False), help="The sex.")
@click.option(
    "--unmapped",
    type=click.Choice(["reject", "count"]),
    default="reject",
    show_default=True,
    help="What to do with words that are not in the vocabulary: refuse them, or count and list them.",
)
@click.option("--priors", metavar="NAME", help="A set of priors; without one every disease starts alike.")
@click.option(
    "--seed", type=click.IntRange(0), default=0, show_default=True, help="Of the draws that tell how firm it is."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON, as the HTTP interface sends it.")
@click.option(
    "--explain", type=click.IntRange(0), default=3, show_default=True, help="For how many diseases to give the reasons."
)
def command(*, as_json: bool, explain: int, **question: Any) -> None:
    """Tell which diseases are compatible with these findings, and why, each reason with its passage.

    A finding is named by label, synonym, CURIE or a code of another vocabulary, in any case:
    --present "leptomeningeal enhancement" --present snomedct:71286001.
    """
    answer = ask(service(Settings.from_environment()), Question(**question))
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        show(answer, output(), explain)
