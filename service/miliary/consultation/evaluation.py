"""Methods side by side on cases with a known diagnosis: where each puts the true disease, and what it keeps.

What a case's words do not map to is listed and counted, never dropped: a term that is not in the vocabulary counts as
unmapped, and a case whose disease is not in the differential counts as missed by every method.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from miliary.consultation.answer import Json, Opened
from miliary.consultation.casefile import read_cases
from miliary.consultation.entry import CaseEntry
from miliary.consultation.mapping import MappedCase, Mapper
from miliary.consultation.outcome import outcome
from miliary.differential.case import Reading
from miliary.differential.compatibility import Differential, Status, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.measures import mid_rank, wilson
from miliary.differential.peers import Ranking, explains_all, match_count, naive_bayes, rarity_count, table_split
from miliary.differential.scope import scope

SMOKE_TEST = (
    "A smoke test on the source's own examples, not a validation: these patients are in the article from which the "
    "knowledge was taken."
)
COMPARISON = (
    "A comparison of methods on the cases given, not a clinical validation: what it shows depends on how they were "
    "chosen, and on the findings that the vocabulary holds."
)
PLACES = (1, 3, 5)
_TABLE_1 = "Table 1"


@dataclass(frozen=True, slots=True)
class Method:
    """A way to rank the diseases; ``keeps`` says what set it is said to keep."""

    id: str
    label: str
    keeps: str
    rank: Callable[[Reading, Compiled], Ranking]


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where one method put the true disease of one case; without a rank the differential does not have it."""

    rank: float | None
    kept: bool
    size: int


def evaluate(service: Opened, path: Path) -> Json:
    """Compare the methods on the cases of a file or folder; plain values, ready for JSON or a table.

    :raises MalformedInput: a file cannot be read, or a case contradicts itself; the place is named
    :raises TooLarge: there is more than is accepted
    """
    entries = read_cases(path)
    mapper = Mapper(service.terms, service.compiled.knowledge)
    cases = [mapper.map(entry) for entry in entries]
    listed = methods(service)
    placed = {method.id: [_place(method, case, service.compiled) for case in cases] for method in listed}
    return {
        "version": service.version,
        "what": SMOKE_TEST if all(entry.figures for entry in entries) else COMPARISON,
        "cases": len(cases),
        "methods": [_summary(method, placed[method.id]) for method in listed],
        "unmapped": {
            "terms": sum(len(case.unmapped) for case in cases),
            "cases": sum(bool(case.unmapped) for case in cases),
            "diseases": sum(case.disease is None for case in cases),
        },
        "patients": [
            _patient(entry, case, service, {method.id: placed[method.id][number].rank for method in listed})
            for number, (entry, case) in enumerate(zip(entries, cases, strict=True))
        ],
    }


def methods(service: Opened) -> tuple[Method, ...]:
    """Ours first, then its peers, from the plainest."""
    within = service.compiled.scale.constants.compatible_within
    split = partial(table_split, _table_columns(service))
    return (
        Method("ours", "ours", f"what is compatible: within {within} decibans of the best and not excluded", ours),
        Method("table-1", "Table 1", "the diseases in the columns that fit the pattern of the lesions", split),
        Method("explains-all", "explains all", "the diseases that explain every present finding", explains_all),
        Method("match-count", "match count", "those that share the highest count", match_count),
        Method("rarity-count", "rarity-weighted", "those that share the highest sum", rarity_count),
        Method("naive-bayes", "naive Bayes", f"those within the same {within} decibans of the best", naive_bayes),
    )


def ours(reading: Reading, compiled: Compiled) -> Ranking:
    """Our own answer as a ranking: status before score, and the compatible diseases are kept."""
    return _ours(differentiate(reading, compiled))


def _ours(differential: Differential) -> Ranking:
    statuses = list(Status)
    return Ranking(
        {each.disease: (-statuses.index(each.status), each.tally.score) for each in differential.candidates},
        frozenset(each.disease for each in differential.candidates if each.status is Status.COMPATIBLE),
    )


def _table_columns(service: Opened) -> dict[str, set[str]]:
    """The diseases that the article's Table 1 lists under each pattern, read from its assertions."""
    columns: dict[str, set[str]] = {}
    for each in service.citations.values():
        if each.locator.partition(",")[0] == _TABLE_1:
            columns.setdefault(each.subject, set()).add(each.disease)
    return columns


def _place(method: Method, case: MappedCase, compiled: Compiled) -> _Placed:
    ranking = method.rank(case.reading, compiled)
    if case.disease is None:
        return _Placed(None, False, len(ranking.kept))
    return _Placed(mid_rank(ranking.keys, case.disease), case.disease in ranking.kept, len(ranking.kept))


def _summary(method: Method, placed: Sequence[_Placed]) -> Json:
    ranks = [each.rank for each in placed if each.rank is not None]
    return {
        "id": method.id,
        "label": method.label,
        "keeps": method.keeps,
        "top": {str(place): _share((rank <= place for rank in ranks), len(placed)) for place in PLACES},
        "kept": _share((each.kept for each in placed), len(placed)),
        "mean_size": round(sum(each.size for each in placed) / len(placed), 2),
    }


def _share(hits: Iterable[bool], out_of: int) -> Json:
    count = sum(hits)
    lower, upper = wilson(count, out_of)
    return {"count": count, "of": out_of, "interval": [round(lower, 4), round(upper, 4)]}


def _patient(entry: CaseEntry, case: MappedCase, service: Opened, ranks: dict[str, float | None]) -> Json:
    differential = differentiate(case.reading, service.compiled)
    return {
        "id": entry.id,
        "where": entry.where,
        "figures": list(entry.figures),
        "named": [str(each) for each in entry.diseases],
        "unmapped": list(case.unmapped),
        "unread": list(entry.unread),
        "inside": scope(differential, case.reading, service.compiled, case.outside).inside,
        "ranks": ranks,
        "compatible": len(_ours(differential).kept),
        "ours": outcome(case, differential, service.compiled),
    }
