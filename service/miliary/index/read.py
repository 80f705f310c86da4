"""Reading the published graph into the differential's own terms."""

import gc
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from miliary.differential.compiled import Compiled
from miliary.differential.likelihood import Constants, Interval, Scale
from miliary.differential.terms import (
    Demographics,
    DiseaseTerm,
    FindingTerm,
    Frequency,
    Knowledge,
    Role,
    Sex,
    Statement,
)
from miliary.differential.weights import weigh
from miliary.index.chosen import read_criterion_sets, read_priors
from miliary.index.rows import by_assertion, grouped, number, whole
from miliary.queries import Catalogue
from miliary.queries.records import Record, records
from miliary.store import Store
from miliary.vocabulary import iri

_ROLES = {
    iri("ObligateByCriterion"): Role.OBLIGATE,
    iri("ExcludingByCriterion"): Role.EXCLUDING,
    iri("PathognomonicFor"): Role.PATHOGNOMONIC,
    iri("SuggestiveOf"): Role.SUGGESTIVE,
    iri("ArgumentAgainst"): Role.AGAINST,
}
_SEXES = {Sex.FEMALE: iri("FemaleSex"), Sex.MALE: iri("MaleSex")}
_DENYING = frozenset(map(iri, ("Rare", "VeryRare", "NotReported", "NotExpected", "Spared")))
_CLASSES = ("Rare", "Occasional", "Frequent", "VeryFrequent")


def compile_index(store: Store, catalogue: Catalogue, version: str) -> Compiled:
    """Read the whole of a published graph and weigh it."""
    with _no_collection():
        knowledge, scale = read_knowledge(store, catalogue), read_scale(store, catalogue)
        return Compiled(version, knowledge, scale, weigh(knowledge, scale))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Collect no garbage meanwhile: all that is made is kept, and looking through it takes a third of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read_scale(store: Store, catalogue: Catalogue) -> Scale:
    """Read the likelihood bands and constants."""
    bands = {
        record["concept"]: Interval(float(record["from"]), float(record["to"]), float(record["point"]))
        for record in records(store, catalogue, "index/bands")
    }
    return Scale(
        occurrences=bands,
        roles={role: bands[concept] for concept, role in _ROLES.items() if concept in bands},
        classes=tuple(bands[iri(name)] for name in _CLASSES),
        bare=iri("Reported"),
        denying=_DENYING,
        constants=_constants(store, catalogue),
    )


def _constants(store: Store, catalogue: Catalogue) -> Constants:
    value = {record["constant"]: float(record["value"]) for record in records(store, catalogue, "index/constants")}
    return Constants(
        background_scale=value[iri("BackgroundScale")],
        not_passed_up=value[iri("NotPassedUpPoint")],
        compatible_within=int(value[iri("CompatibleWithin")]),
        enough_score=int(value[iri("EnoughScore")]),
        supported_at=int(value[iri("SupportedAt")]),
        sex_against=int(value[iri("SexAgainst")]),
        age_against=int(value[iri("AgeAgainst")]),
        typical_from=value[iri("TypicalFrom")],
        tolerable_below=value[iri("TolerableBelow")],
        percent_margin=value[iri("PercentMargin")],
        next_gain=value[iri("NextGain")],
        lowest_frequency=value[iri("LowestFrequency")],
        draws=int(value[iri("Draws")]),
        draw_margin=value[iri("DrawMargin")],
    )


def read_knowledge(store: Store, catalogue: Catalogue) -> Knowledge:
    """Read diseases, findings and statements."""
    diseases, groups = _diseases(store, catalogue)
    findings = _findings(store, catalogue)
    return Knowledge(
        findings=findings,
        diseases=diseases,
        groups=groups,
        statements=tuple(_statements(store, catalogue)),
        demographics=tuple(_demographics(store, catalogue)),
        index_finding=iri("MiliaryEnhancement"),
        sexes=_SEXES,
        tests_below=grouped(store, catalogue, "index/special-tests", "test", "special"),
        # Of several the highest, which comes last.
        rungs={row["test"]: int(row["rung"]) for row in records(store, catalogue, "index/rungs")},
        responses=frozenset(name for name, each in findings.items() if each.kind == iri("TreatmentResponse")),
        criterion_sets=read_criterion_sets(store, catalogue),
        priors=read_priors(store, catalogue),
    )


def _findings(store: Store, catalogue: Catalogue) -> dict[str, FindingTerm]:
    above = grouped(store, catalogue, "index/entailments", "finding", "broader")
    below = _turned(above)
    tests = grouped(store, catalogue, "index/tests", "finding", "test")
    excludes = grouped(store, catalogue, "index/exclusions", "finding", "other")
    nothing: frozenset[str] = frozenset()
    return {
        each["finding"]: FindingTerm(
            id=each["finding"],
            label=each["label"],
            kind=each["kind"],
            block=each.get("block", each["finding"]),
            ancestors=above.get(each["finding"], nothing),
            descendants=below.get(each["finding"], nothing),
            tests=tests.get(each["finding"], nothing),
            excludes=excludes.get(each["finding"], nothing),
            demographic=each["kind"] == iri("DemographicFactor"),
        )
        for each in records(store, catalogue, "index/findings")
    }


def _turned(above: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    below: dict[str, set[str]] = {}
    for name, broader in above.items():
        for each in broader:
            below.setdefault(each, set()).add(name)
    return {name: frozenset(narrower) for name, narrower in below.items()}


def _diseases(store: Store, catalogue: Catalogue) -> tuple[dict[str, DiseaseTerm], dict[str, DiseaseTerm]]:
    """The diseases that are answered for (differential diagnoses and their subtypes) and the groups above them."""
    rows = list(records(store, catalogue, "index/diseases"))
    labels = {row["disease"]: row["label"] for row in rows}
    above = grouped(store, catalogue, "index/diseases", "disease", "broader")
    tops = {row["disease"] for row in rows if row["top"] == "true"}
    diseases, groups = {}, {}
    for name, label in labels.items():
        term = DiseaseTerm(name, label, _nearest_first(above[name], above))
        under = sorted(above[name] & tops)
        if name in tops or under:
            diseases[name] = replace(term, of=None if name in tops else under[0])
        else:
            groups[name] = term
    return diseases, groups


def _nearest_first(names: Iterable[str], above: Mapping[str, frozenset[str]]) -> tuple[str, ...]:
    """The deepest in the hierarchy first: the more diseases lie above one, the nearer it is."""
    return tuple(sorted(names, key=lambda each: (-len(above[each]), each)))


def _statements(store: Store, catalogue: Catalogue) -> Iterable[Statement]:
    for rows in by_assertion(records(store, catalogue, "index/statements")).values():
        first = rows[0]
        yield Statement(
            id=first["assertion"],
            disease=first["disease"],
            finding=first["finding"],
            occurrence=first.get("occurrence"),
            frequency=_frequency(first),
            role=_ROLES.get(first.get("role", "")),
            contexts=_contexts(rows),
            disputed=first.get("disputed") == "true",
        )


def _frequency(row: Record) -> Frequency | None:
    frequency = Frequency(
        whole(row, "count"),
        whole(row, "outOf"),
        number(row, "percent"),
        number(row, "percentFrom"),
        number(row, "percentTo"),
        number(row, "percentAtMost"),
        number(row, "percentBelow"),
    )
    return frequency if frequency != Frequency() else None


def _demographics(store: Store, catalogue: Catalogue) -> Iterable[Demographics]:
    predominant = {factor: sex for sex, factor in _SEXES.items()}
    for rows in by_assertion(records(store, catalogue, "index/demographics")).values():
        first = rows[0]
        about_age = first["subject"] == iri("Age")
        if not about_age and "occurrence" not in first:
            continue
        yield Demographics(
            id=first["assertion"],
            disease=first["disease"],
            about_sex=not about_age,
            predominant=predominant.get(first["subject"]),
            age_from=number(first, "ageFrom"),
            age_to=number(first, "ageTo"),
            all_ages=first.get("allAges") == "true",
            contexts=_contexts(rows),
        )


def _contexts(rows: list[Record]) -> frozenset[str]:
    return frozenset(row["context"] for row in rows if "context" in row)
