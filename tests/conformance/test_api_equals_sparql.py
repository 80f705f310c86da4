"""The API and SPARQL alone give the same statuses, the same order and the same integers."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from miliary.composition import Service
from miliary.differential.case import Reading
from miliary.differential.compatibility import Status, tally
from miliary.differential.compiled import Compiled
from miliary.differential.weights import Polarity
from miliary.store import EmbeddedStore
from miliary.vocabulary import iri
from tests.conformance.cases import bound, by_program, by_sparql, readings, told
from tests.worlds import CATALOGUE, conflict, said
from tests.worlds import published as published_world

SEED = 20200322
MANY = pytest.param(3000, id="3000", marks=pytest.mark.long)
QUERY = CATALOGUE.load("compatible-diseases")

# Every kind of criterion, of a disease and of the group above it, with contexts and with somebody who disagrees;
# statements in contexts, of subtypes, in one block, and on age and sex.
CRITERIA = (
    said("Lyme-Fever-Box1", "mil:role mil:ObligateByCriterion"),
    said("Lyme-Haemorrhage-Box1", "mil:role mil:ExcludingByCriterion ; mil:context mil:HivInfection"),
    said("Infection-CordLesion-Box1", "mil:role mil:ExcludingByCriterion"),
    said("LateLyme-Headache-Box1", "mil:role mil:ExcludingByCriterion"),
    said("Susac-Immunocompromised-Box1", "mil:role mil:ObligateByCriterion"),
    said("Susac-BrainstemLesion-Box1", "mil:role mil:ExcludingByCriterion ; mil:context mil:FemaleSex"),
    said("Clippers-PonsLesion-Box1", "mil:role mil:ObligateByCriterion"),
    said("Clippers-Headache-Box1", "mil:role mil:ExcludingByCriterion"),
    said("Clippers-Headache-Table1", "mil:occurrence mil:Frequent"),
    conflict("Clippers-Headache-Box1", "Clippers-Headache-Table1", "Contradiction"),
)
STATEMENTS = (
    said("Lyme-Fever-Table1", "mil:occurrence mil:Frequent ; mil:context mil:Immunocompromised"),
    said("Lyme-Fever-Table2", "mil:occurrence mil:Rare ; mil:context mil:Immunocompetent"),
    said("Lyme-Fever-Table3", "mil:occurrence mil:VeryFrequent ; mil:context mil:HivInfection"),
    said("Infection-MeningealEnhancement-Table1", "mil:count 9 ; mil:outOf 27"),
    said("LateLyme-CordLesion-Table1", "mil:percent 60.0"),
    said("Susac-Lesion-Table1", "mil:occurrence mil:Rare"),
    said("Susac-PonsLesion-Table1", "mil:occurrence mil:Reported"),
    said("Susac-Headache-Table1", "mil:occurrence mil:NotExpected ; mil:context mil:FemaleSex , mil:HivInfection"),
    said("Susac-Headache-Table2", "mil:percentFrom 30.0 ; mil:percentTo 50.0"),
    said("Clippers-BrainstemLesion-Table1", "mil:occurrence mil:VeryFrequent"),
    said("Clippers-Haemorrhage-Table1", "mil:occurrence mil:NotExpected"),
    said("Susac-FemaleSex-Table1", "mil:occurrence mil:Predominant"),
    said("Lyme-MaleSex-Table1", "mil:occurrence mil:Predominant ; mil:context mil:HivInfection"),
    said("Susac-Age-Table1", "mil:ageFrom 20.0 ; mil:ageTo 40.0"),
    said("Lyme-Age-Table1", "mil:ageFrom 2.0 ; mil:ageTo 15.0"),
    said("Lyme-Age-Table1-2", "mil:ageFrom 30.0"),
)


@cache
def world() -> tuple[EmbeddedStore, Compiled]:
    return published_world(*CRITERIA, *STATEMENTS)


@pytest.mark.parametrize("cases", [pytest.param(80, id="80"), MANY])
def test_on_the_projects_knowledge_cases_are_answered_alike(
    published: Service, cases: int, capsys: pytest.CaptureFixture[str]
) -> None:
    knowledge = published.compiled.knowledge
    seconds = []
    for reading in readings(knowledge, SEED, cases):
        text = bound(reading, knowledge, QUERY)
        start = time.perf_counter()
        ranking = by_sparql(published.store, text)
        seconds.append(time.perf_counter() - start)
        assert ranking == by_program(reading, published.compiled), told(reading)
    median, slowest = statistics.median(seconds) * 1000, max(seconds) * 1000
    with capsys.disabled():
        print(f"\ncompatible-diseases.rq on {cases} cases: median {median:.1f} ms, slowest {slowest:.1f} ms")


@pytest.mark.parametrize("cases", [pytest.param(300, id="300"), MANY])
def test_on_a_graph_full_of_criteria_they_are_answered_alike(cases: int) -> None:
    store, compiled = world()
    for reading in readings(compiled.knowledge, SEED, cases):
        text = bound(reading, compiled.knowledge, QUERY)
        assert by_sparql(store, text) == by_program(reading, compiled), told(reading)


def test_these_cases_reach_everything_that_can_be_answered_otherwise() -> None:
    _, compiled = world()
    statuses: Counter[str] = Counter()
    criteria: set[str] = set()
    disputed: set[str] = set()
    for reading in readings(compiled.knowledge, SEED, 1000):
        for disease, status, _ in by_program(reading, compiled):
            statuses[f"{disease} {status}"] += 1
        from_them = (each for disease in compiled.knowledge.diseases for each in _decided(reading, compiled, disease))
        for statement, is_disputed in from_them:
            (disputed if is_disputed else criteria).add(statement)
    wanted = {f"{iri(disease)} {status}" for disease in ("Lyme", "Susac", "Clippers") for status in Status}
    assert {each for each in wanted if statuses[each] <= 5} == set()
    assert disputed == {iri("Clippers-Headache-Box1")}
    assert criteria == {each.statement for each in compiled.weights.criteria} - disputed
    assert any(weight.when for weight in compiled.weights.weights if weight.polarity is Polarity.ABSENT)


def _decided(reading: Reading, compiled: Compiled, disease: str) -> Iterator[tuple[str, bool]]:
    found = tally(disease, reading, compiled)
    yield from ((each.statement, each.disputed) for each in (*found.excluded_by, *found.disputed))
