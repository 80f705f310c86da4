"""The pathways that the article lists or draws: their steps in order, what each looks at, and what it states."""

from collections import defaultdict
from dataclasses import dataclass

from miliary.index.citations import passage_link
from miliary.queries import Catalogue
from miliary.queries.records import Record, records
from miliary.store import Store


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``subjects`` are what it looks at and ``statements`` what its passage states, as IRIs.

    ``locator`` says where the passage stands, ``link`` leads to it; ``comment`` is empty where there is none.
    """

    id: str
    number: int
    label: str
    comment: str
    subjects: tuple[str, ...]
    statements: tuple[str, ...]
    locator: str
    link: str


@dataclass(frozen=True, slots=True)
class Pathway:
    """Steps in the order of the source, with the reservation that belongs to them."""

    id: str
    label: str
    definition: str
    caution: str
    steps: tuple[Step, ...]


def read_pathways(store: Store, catalogue: Catalogue) -> tuple[Pathway, ...]:
    """Every pathway of the published graph, by IRI; the link of a step with several passages leads to the first."""
    stated: dict[str, list[str]] = defaultdict(list)
    for row in records(store, catalogue, "pages/step-statements"):
        stated[row["step"]].append(row["assertion"])
    found: dict[str, dict[str, list[Record]]] = defaultdict(lambda: defaultdict(list))
    for row in records(store, catalogue, "pages/pathways"):
        found[row["pathway"]][row["step"]].append(row)
    return tuple(_pathway(name, steps, stated) for name, steps in found.items())


def _pathway(name: str, steps: dict[str, list[Record]], stated: dict[str, list[str]]) -> Pathway:
    first = next(iter(steps.values()))[0]
    made = tuple(_step(rows, tuple(stated[each])) for each, rows in steps.items())
    return Pathway(name, first["pathwayLabel"], first.get("definition", ""), first["caution"], made)


def _step(rows: list[Record], statements: tuple[str, ...]) -> Step:
    first = rows[0]
    return Step(
        id=first["step"],
        number=int(first["number"]),
        label=first["label"],
        comment=first.get("comment", ""),
        subjects=tuple(dict.fromkeys(row["subject"] for row in rows if "subject" in row)),
        statements=statements,
        locator=first["locator"],
        link=passage_link(first),
    )
