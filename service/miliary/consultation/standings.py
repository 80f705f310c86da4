"""Where each disease stands in the differentials of stored cases, to be compared from one version to another."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from miliary.differential.case import Case, read
from miliary.differential.compatibility import differentiate
from miliary.differential.compiled import Compiled
from miliary.errors import InvalidCase


@dataclass(frozen=True, slots=True)
class StoredCase:
    """A case of the knowledge itself, its findings as IRIs."""

    id: str
    label: str
    present: frozenset[str]
    absent: frozenset[str]
    age: float | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a disease is in the differential of a case.

    :param place: from 1, in the order that the answer shows
    :param score: in decibans
    """

    status: str
    place: int
    score: int


def standings(cases: Iterable[StoredCase], compiled: Compiled) -> Mapping[str, Mapping[str, Standing]]:
    """Return the standing of each disease in each case, by their IRIs.

    A case that cannot be read with this knowledge, since a finding is gone or two exclude each other, is left out.
    """
    return {each.id: found for each in cases if (found := _standings(each, compiled))}


def _standings(case: StoredCase, compiled: Compiled) -> Mapping[str, Standing]:
    known = compiled.knowledge.findings
    if not (case.present | case.absent) <= known.keys():
        return {}
    try:
        reading = read(Case(case.present, case.absent, age=case.age), compiled.knowledge)
    except InvalidCase:
        return {}
    return {
        each.disease: Standing(each.status.value, place, each.tally.score)
        for place, each in enumerate(differentiate(reading, compiled).candidates, start=1)
    }
