"""What the differential excludes is what no patient can show: Python and HermiT agree on random cases.

The vocabulary is the project's own; diseases and criteria are made up, so that every kind of criterion occurs.
"""

import random
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import cycle, product
from pathlib import Path

import pytest

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Candidate, Status, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.terms import FindingTerm
from miliary.errors import ContradictoryCase
from miliary.index import compile_index, read_knowledge
from miliary.knowledge.axioms import REASONING, View, read_view, view_of
from miliary.knowledge.hermit import classify
from miliary.knowledge.publish import Stage, open_version, publish
from miliary.knowledge.reason import judge
from miliary.knowledge.satisfiability import Picture, impossible
from miliary.queries import Catalogue
from miliary.vocabulary import MIL, iri
from tests.conftest import REPOSITORY
from tests.knowledge.reasoning import PREFIX_TABLE, criterion, store_of

CASES = 60
TOPS, SUBTYPES, GROUPS = 14, 6, 3
VOCABULARY = ("miliary.ttl", "findings.ttl", "anatomy.ttl", "likelihood.ttl", "tests.ttl")


@dataclass(frozen=True)
class Pools:
    """Findings to make criteria of.

    What must be there is clinical or from the laboratory, what must not is seen on images or a factor of the patient:
    so no two criteria on one disease clash, and the cases put each of them to the test.
    """

    terms: Mapping[str, FindingTerm]
    obligate: list[str]
    excluding: list[str]
    factors: list[str]

    @classmethod
    def draw(cls, terms: Mapping[str, FindingTerm], chance: random.Random) -> "Pools":
        usable = {name: term for name, term in terms.items() if not term.demographic}

        def some(count: int, *kinds: str) -> list[str]:
            return chance.sample(sorted(n for n, term in usable.items() if term.kind in map(iri, kinds)), count)

        bodily = some(10, "ClinicalFinding", "CsfFinding", "LaboratoryFinding")
        factors = sorted({iri("Immunocompetent"), iri("Immunocompromised"), *some(4, "PatientFactor")})
        return cls(terms, [*bodily, *factors[:2]], [*some(14, "ImagingFinding"), *factors[:2]], factors)

    def near(self, finding: str, chance: random.Random) -> str:
        """The finding itself, or one above or below it."""
        term = self.terms[finding]
        others = sorted((term.ancestors | term.descendants) & self.terms.keys())
        return chance.choice([finding, finding, *chance.sample(others, min(2, len(others)))])


@dataclass(frozen=True)
class World:
    """A published version, as the differential and as the reasoner see it."""

    folder: Path
    pools: Pools
    compiled: Compiled
    view: View


def turtle(pools: Pools, chance: random.Random) -> Iterator[str]:
    """Groups of diseases, diseases, subtypes; criteria on all of them, with contexts and disputes."""
    yield PREFIX_TABLE
    shapes = cycle(product((False, False, True), (0, 1, 2), ("ObligateByCriterion", "ExcludingByCriterion")))
    groups = [f"Group{number}" for number in range(GROUPS)]
    tops = [f"Illness{number}" for number in range(TOPS)]
    above = dict.fromkeys(groups, "Disease") | {name: chance.choice(groups) for name in tops}
    above |= {f"Subtype{number}": chance.choice(tops) for number in range(SUBTYPES)}
    for name, broader in above.items():
        yield f"mil:{name} a owl:Class ; rdfs:subClassOf mil:{broader} ; rdfs:label '{name}' .\n"
        if name in tops:
            yield f"mil:{name} mil:differentialOf mil:MiliaryEnhancement .\n"
        for number in range(chance.randint(1, 3)):
            disputed, count, role = next(shapes)
            finding = chance.choice(pools.obligate if role == "ObligateByCriterion" else pools.excluding)
            names = [each.removeprefix(MIL) for each in (finding, *chance.sample(pools.factors, count))]
            yield criterion(f"{name}-{number}", role, *names, disease=name, disputed=disputed)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    chance, catalogue = random.Random(20), Catalogue(REPOSITORY / "queries")
    pools = Pools.draw(read_knowledge(store_of(files=VOCABULARY), catalogue).findings, chance)
    folder = tmp_path_factory.mktemp("knowledge")
    (folder / "queries").symlink_to(REPOSITORY / "queries")
    (folder / "ontology").mkdir()
    for name in VOCABULARY:
        (folder / "ontology" / name).symlink_to(REPOSITORY / "ontology" / name)
    (folder / "ontology" / "made-up.ttl").write_text("".join(turtle(pools, chance)), encoding="utf-8")
    publish(folder, folder / "data", "test", Stage(lambda *_: (), lambda *_: (), lambda _: None))
    store = open_version(folder / "data")
    return World(folder, pools, compile_index(store, catalogue, ""), view_of(store, folder / REASONING))


def cases(pools: Pools) -> Iterator[Case]:
    """Cases about the findings of the criteria, without end; some contradict themselves."""
    chance = random.Random(7)
    while True:
        present = [*chance.sample(pools.excluding, 2), *chance.sample(pools.factors, chance.randint(0, 3))]
        absent = chance.sample(pools.obligate, 3)
        yield Case(
            frozenset(pools.near(each, chance) for each in present),
            frozenset(pools.near(each, chance) for each in absent),
        )


def excluded(case: Case, compiled: Compiled) -> dict[str, bool] | None:
    """Disease -> whether the differential excludes it; None when it refuses the case as contradictory."""

    def flat(candidates: tuple[Candidate, ...]) -> Iterator[Candidate]:
        for each in candidates:
            yield each
            yield from flat(each.subtypes)

    try:
        reading = read(case, compiled.knowledge)
    except ContradictoryCase:
        return None
    found = flat(differentiate(reading, compiled).candidates)
    return {each.disease: each.status is Status.EXCLUDED for each in found}


def test_the_differential_excludes_exactly_what_the_reasoner_finds_impossible(world: World) -> None:
    answers: dict[Case, dict[str, bool]] = {}
    refused: set[Case] = set()
    for case in cases(world.pools):
        answer = excluded(case, world.compiled)
        if answer is None:
            refused.add(case)
        else:
            answers[case] = answer
        if len(answers) == CASES and refused:
            break
    said = {
        Picture(disease, case.present, case.absent): out
        for case, answer in answers.items()
        for disease, out in answer.items()
    }
    said |= {Picture(iri("Disease"), case.present, case.absent): case in refused for case in (*answers, *refused)}
    assert len(said) == CASES * (TOPS + SUBTYPES) + CASES + len(refused)
    start = time.perf_counter()
    found = impossible(world.view, said)
    seconds = time.perf_counter() - start
    assert found == {picture for picture, out in said.items() if out}
    share = sum(map(sum, (answer.values() for answer in answers.values()))) / len(said)
    assert 0.1 < share < 0.9
    assert seconds < 60, "a single run, meant to take a few seconds"
    print(f"{len(said)} pictures, {share:.0%} excluded, {len(refused)} cases refused: {seconds:.1f} s")


def test_no_made_up_disease_is_impossible_in_itself(world: World) -> None:
    found = judge(world.view)
    assert {each.iri for each in found.unsatisfiable}.isdisjoint(world.view.classes), "\n".join(found.lines())


def test_every_kind_of_criterion_was_tried(world: World) -> None:
    kinds = {(each.polarity, bool(each.contexts), each.disputed) for each in world.compiled.weights.criteria}
    assert len(kinds) == 8


def test_a_published_version_gives_the_same_view_as_its_files(world: World) -> None:
    from_files = read_view(world.folder)
    assert from_files.classes == world.view.classes
    assert from_files.labels == world.view.labels
    assert classify(from_files.triples(from_files.axioms)) == classify(world.view.triples(world.view.axioms))
