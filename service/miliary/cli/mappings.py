"""``miliary mappings``."""

import click

from miliary.cli.opened import published
from miliary.cli.terminal import output, table
from miliary.settings import Settings
from miliary.terms.coverage import read_coverage, read_vocabularies

_COUNTS = ("terms", "exact", "close", "broader", "narrower", "none")


@click.group("mappings")
def command() -> None:
    """Look at the links from the terms to other vocabularies."""


@command.command("report")
def report() -> None:
    """Count the links by vocabulary and kind of term, each term by its closest link, and name the licences.

    "broader" are the terms for which only a broader code is known, "narrower" those with a narrower one at most.
    """
    store, catalogue = published(Settings.from_environment())
    counts = table("vocabulary", "kind", *_COUNTS, numbers=frozenset(_COUNTS))
    found = list(read_coverage(store, catalogue))
    for place, each in enumerate(found):
        first = place == 0 or found[place - 1].vocabulary != each.vocabulary
        last = place + 1 == len(found) or found[place + 1].vocabulary != each.vocabulary
        numbers = (str(getattr(each, name)) for name in _COUNTS)
        counts.add_row(each.vocabulary if first else "", each.kind, *numbers, end_section=last)
    licences = table("vocabulary", "codes", "licence and notice", numbers=frozenset({"codes"}))
    for vocabulary in read_vocabularies(store, catalogue):
        licences.add_row(vocabulary.title, str(vocabulary.codes), f"{vocabulary.licence}\n{vocabulary.notice}")
    console = output()
    console.print(counts)
    console.print()
    console.print(licences)
