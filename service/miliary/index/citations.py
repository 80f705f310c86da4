"""What an answer shows of an assertion: its words and numbers, its passage, its references, its conflicts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote

from miliary.index.rows import by_assertion
from miliary.queries import Catalogue
from miliary.queries.records import Record, records
from miliary.store import Store

_T = TypeVar("_T")

TREATMENT, WORK_UP = "treatment", "work-up"


@dataclass(frozen=True, slots=True)
class CitedReference:
    """A reference that a passage cites; ``citation`` says no more than its status allows."""

    number: int
    status: str
    citation: str


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A disagreement with another assertion: its kind, the other's IRI, and a line that explains it."""

    kind: str
    other: str
    why: str


@dataclass(frozen=True, slots=True)
class Citation:
    """One assertion as it is shown. Texts that the source does not give are None; ``link`` leads to the passage.

    ``aspect`` is what it tells beside findings: :data:`TREATMENT`, :data:`WORK_UP`, or None.
    """

    id: str
    disease: str
    disease_label: str
    subject: str
    subject_label: str
    occurrence: str | None
    role: str | None
    relation: str | None
    aspect: str | None
    line: str | None
    purpose: str | None
    frequency: str | None
    contexts: tuple[str, ...]
    population: str | None
    timing: str | None
    caution: str | None
    comment: str | None
    locator: str
    anchor: str
    link: str
    evidence_type: str | None
    study: str | None
    references: tuple[CitedReference, ...]
    conflicts: tuple[ConflictLine, ...]


def read_citations(store: Store, catalogue: Catalogue) -> dict[str, Citation]:
    """Every assertion of the published graph, by IRI; the link of one with several passages leads to the first."""
    references = _several(store, catalogue, "index/cited-references", _reference)
    conflicts = _several(store, catalogue, "index/conflicts", _conflict)
    contexts = _several(store, catalogue, "index/contexts", lambda row: row["label"])
    numbers = {row["assertion"]: row for row in records(store, catalogue, "index/numbers")}
    return {
        name: Citation(
            id=name,
            disease=rows[0]["disease"],
            disease_label=rows[0]["diseaseLabel"],
            subject=rows[0]["subject"],
            subject_label=rows[0]["subjectLabel"],
            occurrence=rows[0].get("occurrence"),
            role=rows[0].get("role"),
            relation=_all(rows, "relation") or None,
            aspect=rows[0].get("aspect"),
            line=rows[0].get("line"),
            purpose=rows[0].get("purpose"),
            frequency=in_words(numbers[name]),
            contexts=contexts.get(name, ()),
            population=rows[0].get("population"),
            timing=rows[0].get("timing"),
            caution=rows[0].get("caution"),
            comment=rows[0].get("comment"),
            locator=_all(rows, "locator"),
            anchor="; ".join(dict.fromkeys(map(_anchor, rows))),
            link=passage_link(rows[0]),
            evidence_type=_all(rows, "evidenceType") or None,
            study=_all(rows, "study") or None,
            references=references.get(name, ()),
            conflicts=conflicts.get(name, ()),
        )
        for name, rows in by_assertion(records(store, catalogue, "index/citations")).items()
    }


def _all(rows: Iterable[Record], column: str) -> str:
    """What the rows have in a column: of an assertion with several passages nothing is left out."""
    return "; ".join(dict.fromkeys(row[column] for row in rows if column in row))


def _anchor(row: Record) -> str:
    return " … ".join(row[part] for part in ("anchorStart", "anchorEnd") if part in row)


def _several(
    store: Store, catalogue: Catalogue, name: str, make: Callable[[Record], _T]
) -> Mapping[str, tuple[_T, ...]]:
    found: dict[str, tuple[_T, ...]] = defaultdict(tuple)
    for row in records(store, catalogue, name):
        found[row["assertion"]] += (make(row),)
    return found


def _reference(row: Record) -> CitedReference:
    return CitedReference(int(row["number"]), row["status"], _citation(row))


def _citation(row: Record) -> str:
    """The work behind a number, as far as it is known; a candidate is never shown as a fact."""
    number, status = row["number"], row["status"]
    if status == "unidentified" or not row.keys() & {"title", "citation"}:
        return f"reference {number} of the article, not identified"
    parts = [row.get(name, "").rstrip(".") for name in ("creator", "title", "journal", "year")]
    work = row["citation"] if "title" not in row else ". ".join(part for part in parts if part)
    return f"possible source, unconfirmed: {work}" if status == "candidate" else work


def _conflict(row: Record) -> ConflictLine:
    return ConflictLine(row["kind"], row["other"], row["why"])


def passage_link(row: Record) -> str:
    """A link to the source that asks the browser to highlight the passage (a text fragment).

    A browser looks for the last words only behind the first ones; where they overlap, the first words stand alone or,
    when two or more words are shared, both are sent as one phrase.
    """
    if "doi" not in row:
        return ""
    ends = _fragment(row["anchorStart"].split(), row.get("anchorEnd", "").split())
    texts = (quote(" ".join(words), safe="").replace("-", "%2D") for words in ends)
    return f"https://doi.org/{quote(row['doi'])}#:~:text={','.join(texts)}"


def _fragment(first: list[str], last: list[str]) -> list[list[str]]:
    """The words of a text fragment: one phrase, or where a range begins and ends."""
    shared = next((n for n in range(min(len(first), len(last)), 0, -1) if first[-n:] == last[:n]), 0)
    if not shared:
        inside = last and " ".join(last) in " ".join(first)
        return [first, last] if last and not inside else [first]
    return [first + last[shared:]] if shared > 1 else [first]


def in_words(row: Record) -> str | None:
    """The numbers of an assertion as a reader would say them; None when it gives none."""
    said = [*_frequency(row), *_ratio(row), *_ages(row)]
    return ", ".join(said) or None


def _frequency(row: Record) -> list[str]:
    """Everything that is said of how often, with the number of patients once."""
    if "count" in row:
        return [f"{row['count']}/{row['outOf']}", *_percentages(row)]
    said = _percentages(row)
    if "outOf" in row:
        return [f"{each} of {row['outOf']}" for each in said] or [f"{row['outOf']} patients"]
    return said


def _percentages(row: Record) -> list[str]:
    said = [f"{_short(row['percent'])} %"] if "percent" in row else []
    if "percentFrom" in row:
        said.append(f"{_short(row['percentFrom'])}–{_short(row['percentTo'])} %")
    words = (("percentAtMost", "up to"), ("percentBelow", "less than"))
    return [*said, *(f"{word} {_short(row[column])} %" for column, word in words if column in row)]


def _ratio(row: Record) -> list[str]:
    if "ratioMale" not in row:
        return []
    return [f"male-to-female ratio {_short(row['ratioMale'])} : {_short(row['ratioFemale'])}"]


def _ages(row: Record) -> list[str]:
    said = []
    if "ageFrom" in row and "ageTo" in row:
        said.append(f"{_short(row['ageFrom'])}–{_short(row['ageTo'])} years")
    elif "ageFrom" in row:
        said.append(f"from {_short(row['ageFrom'])} years")
    elif "ageTo" in row:
        said.append(f"up to {_short(row['ageTo'])} years")
    said += [
        f"{word} {_short(row[key])} years" for key, word in (("ageMean", "mean"), ("ageMedian", "median")) if key in row
    ]
    return [*said, "all ages or a wide range"] if row.get("allAges") == "true" else said


def _short(number: str) -> str:
    return f"{float(number):g}"
