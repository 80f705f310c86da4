"""``miliary ask``."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from miliary.cli.answer import show
from miliary.cli.opened import service
from miliary.cli.terminal import output, warn
from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.consultation.packet import packet_of, question_of, read_file
from miliary.settings import Settings

_OF_THE_PATIENT = ("present", "absent", "not_assessed", "context", "age", "sex")


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
@click.option(
    "--phenopacket",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A GA4GH Phenopacket v2 (JSON) with the case, in the place of the options above.",
)
@click.option("--as-phenopacket", is_flag=True, help="Print the case as a Phenopacket v2, without an answer.")
def command(*, as_json: bool, explain: int, file: Path | None, as_phenopacket: bool, **options: Any) -> None:
    """Tell which diseases are compatible with these findings, and why, each reason with its passage.

    A finding is named by label, synonym, CURIE or a code of another vocabulary, in any case:
    --present "leptomeningeal enhancement" --present snomedct:71286001.
    """
    opened = service(Settings.from_environment())
    question = _of_packet(file, opened, Question(**options)) if file else Question(**options)
    if as_phenopacket:
        knowledge = opened.compiled.knowledge
        packet = packet_of(question, opened.terms, knowledge, opened.version, datetime.now(UTC))
        click.echo(json.dumps(packet, ensure_ascii=False, indent=2))
        return
    answer = ask(opened, question)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        show(answer, output(), explain)


def _of_packet(file: Path, opened: Service, options: Question) -> Question:
    """The question of a packet, with the options that do not describe the patient."""
    if any(getattr(options, name) not in ((), None) for name in _OF_THE_PATIENT):
        raise click.UsageError("--phenopacket holds the patient; give findings, age and sex there.")
    packet = question_of(read_file(file), opened.terms, options.unmapped)
    if packet.unread:
        warn(f"Not read from the packet: {', '.join(packet.unread)}.")
    return replace(packet.question, priors=options.priors, seed=options.seed)
