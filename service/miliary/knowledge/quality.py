"""Is the ontology well made? The rules that ontologists use, each a query of ``queries/checks``.

Where validation asks whether the statements of the knowledge are right, this asks about the ontology that they are made
of: names, definitions, references, metadata and the profile OWL 2 DL. A row of a check is a finding; what a warning is
let pass for stands in ``explained.tsv`` beside the checks.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from miliary.errors import KnowledgeError
from miliary.knowledge.load import Node, content_of, load, name_of
from miliary.knowledge.report import text_of
from miliary.knowledge.validate import described_by
from miliary.queries import Catalogue, StoredQuery
from miliary.store import EmbeddedStore, Solutions
from miliary.store import Term as AnyTerm
from miliary.vocabulary import expand

CHECKS = "checks"
"""The folder of the checks in that of the queries."""
EXPLAINED = Path("queries") / CHECKS / "explained.tsv"
"""The file of the explanations in the knowledge folder."""
_COLUMNS = ["check", "term", "value", "why"]


class Importance(StrEnum):
    """How much a finding matters, the gravest first."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


_ORDER = {importance: number for number, importance in enumerate(Importance)}


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a warning is let pass: the check, the term and the value that it is about, and the reason."""

    check: str
    term: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of a check.

    :param check: the name of the check
    :param title: what is wrong, in a few words
    :param severity: how much it matters
    :param file: the file that describes the term, relative to the knowledge folder; empty when no file does
    :param term: the IRI of the term, or :data:`miliary.knowledge.report.UNNAMED`
    :param value: what is wrong with it, an IRI or a literal's text; empty when the term alone says it
    :param why: the reason why it is let pass; empty when there is none
    """

    check: str
    title: str
    severity: Importance
    file: str
    term: str
    value: str
    why: str = ""

    def sort_key(self) -> tuple[int, str, str, str]:
        """Order faults by importance, check, term and value."""
        return (_ORDER[self.severity], self.check, self.term, self.value)


@dataclass(frozen=True, slots=True)
class Quality:
    """What the checks found.

    :param faults: every row of every check, in order
    :param checks: how many checks were run
    :param stale: explanations of what no check finds any more; never any where only some files were asked about
    """

    faults: tuple[Fault, ...]
    checks: int
    stale: tuple[Explanation, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether no error was found."""
        return not any(fault.severity is Importance.ERROR for fault in self.faults)

    @property
    def unexplained(self) -> tuple[Fault, ...]:
        """The errors, and the warnings that nobody has explained."""
        return tuple(fault for fault in self.faults if fault.severity is not Importance.INFO and not fault.why)

    def down_to(self, least: Importance) -> tuple[Fault, ...]:
        """Return the faults that matter as much as ``least`` or more."""
        return tuple(fault for fault in self.faults if _ORDER[fault.severity] <= _ORDER[least])


def examine(knowledge: Path, files: Iterable[Path] | None = None) -> Quality:
    """Run the checks on the ontology.

    :param knowledge: the folder with ``ontology/`` and ``queries/``
    :param files: report only on the terms that these files describe; the rest is still read. A file that lies elsewhere
        takes the place of the one of its name in the folder (see :func:`miliary.knowledge.load.load`)
    :raises BrokenTurtle: a file cannot be read; its line and column are named
    :raises KnowledgeError: a check or the explanations cannot be used
    """
    chosen = None if files is None else tuple(files)
    loaded = load(knowledge, chosen or ())
    reasons = read_explained(knowledge / EXPLAINED)
    checks = read_checks(Catalogue(knowledge / "queries"))
    found = explained(run(loaded.triples, checks, loaded.files), reasons)
    if chosen is None:
        used = {(fault.check, fault.term, fault.value) for fault in found}
        stale = tuple(each for key, each in reasons.items() if key not in used)
        return Quality(found, len(checks), stale)
    names = {name_of(path, knowledge) for path in chosen}
    only = {text_of(node) for node in described_by(loaded, names)}
    return Quality(tuple(fault for fault in found if fault.term in only), len(checks))


def read_checks(catalogue: Catalogue) -> tuple[StoredQuery, ...]:
    """Return the checks of a catalogue by name.

    :raises KnowledgeError: one says not how much it matters, or has other columns than a term and a value
    """
    checks = tuple(catalogue.load(name) for name in catalogue.names(CHECKS))
    for check in checks:
        if not check.severity or check.columns not in {("term",), ("term", "value")}:
            detail = f"The check “{check.name}” must say its severity and return a term, or a term and a value."
            raise KnowledgeError(detail, name=check.name)
    return checks


def run(
    triples: Iterable[Triple],
    checks: Iterable[StoredQuery],
    files: Mapping[Node, tuple[str, ...]] = MappingProxyType({}),
) -> tuple[Fault, ...]:
    """Run ``checks`` on ``triples``; ``files`` are the names of the files that describe each term."""
    store = EmbeddedStore.memory()
    store.add(triples)
    found = {fault for check in checks for fault in _faults(store, check, files)}
    return tuple(sorted(found, key=Fault.sort_key))


def explained(faults: Iterable[Fault], reasons: Mapping[tuple[str, str, str], Explanation]) -> tuple[Fault, ...]:
    """Return ``faults`` with the reason for each warning that has one; an error has no excuse."""
    return tuple(
        replace(each, why=reasons[key].why)
        if (key := (each.check, each.term, each.value)) in reasons and each.severity is not Importance.ERROR
        else each
        for each in faults
    )


def read_explained(path: Path) -> dict[tuple[str, str, str], Explanation]:
    """Read the explanations: tab-separated, with a header; terms and values as CURIEs where they are IRIs.

    :returns: check, term and value -> the explanation
    :raises KnowledgeError: a line has not the four columns, gives no reason, or comes twice
    :raises BrokenTurtle: the file cannot be opened
    """
    rows = list(
        csv.reader(io.StringIO(content_of(path).decode("utf-8", "replace")), delimiter="\t", quoting=csv.QUOTE_NONE)
    )
    if not rows or rows[0] != _COLUMNS:
        raise KnowledgeError(f"{path}: the first line must name the columns {', '.join(_COLUMNS)}.", file=str(path))
    found: dict[tuple[str, str, str], Explanation] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(_COLUMNS) or not row[-1].strip():
            raise KnowledgeError(f"{path}: line {number} must give a check, a term, a value or nothing, and a reason.")
        each = Explanation(row[0], _whole(row[1]), _whole(row[2]), row[3])
        if (key := (each.check, each.term, each.value)) in found:
            raise KnowledgeError(f"{path}: line {number} explains what another line explains already.")
        found[key] = each
    return found


def _whole(text: str) -> str:
    """The IRI that a CURIE stands for; any other text as it is."""
    try:
        return expand(text)
    except ValueError:
        return text


def _faults(store: EmbeddedStore, check: StoredQuery, files: Mapping[Node, tuple[str, ...]]) -> Iterator[Fault]:
    answer = store.query(check.text)
    if not isinstance(answer, Solutions):
        raise KnowledgeError(f"The check “{check.name}” must be a SELECT.", name=check.name)
    for row in answer.records():
        term = row.get("term")
        described = files.get(term, ("",)) if isinstance(term, NamedNode) else ("",)
        yield Fault(
            check=check.name.partition("/")[2],
            title=check.title,
            severity=Importance(check.severity),
            file=described[0],
            term=_text(term),
            value=_text(row.get("value")),
        )


def _text(term: AnyTerm | None) -> str:
    return "" if term is None or isinstance(term, Triple) else text_of(term)
