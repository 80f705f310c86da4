"""What is listed for publishing is what the objects are: the same weights in the same order."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.composition import Service
from miliary.differential.compiled import Compiled
from miliary.differential.listing import listing
from miliary.differential.stated import Condition
from miliary.differential.terms import Demographics, Sex, Statement
from miliary.differential.weights import Polarity, Weights, weigh
from miliary.index.archive import reopen, save
from tests.benchmarks.synthetic import Size, synthetic
from tests.differential.small import SCALE, compiled, said
from tests.differential.test_columns import BLOCKS, SUBTYPES, demographics, statements

Row = tuple[str, str, Polarity, int, Condition]


def listed(index: Compiled) -> list[Row]:
    return [(disease, *each) for disease, weights in listing(index) for each in weights]


def made(index: Compiled) -> list[Row]:
    """The same from an object for each weight."""
    counting = (each for each in index.weights.each() if each.decibans)
    return [(each.disease, each.finding, each.polarity, each.decibans, each.when) for each in counting]


@settings(max_examples=250)
@given(st.lists(statements(), max_size=12, unique_by=lambda each: each.id), st.lists(demographics, max_size=3))
def test_what_is_listed_are_the_weights_that_are_not_0(stated: list[Statement], people: list[Demographics]) -> None:
    index = compiled(*stated, subtypes=SUBTYPES, demographics=people, blocks=BLOCKS)
    assert listed(index) == made(index)


def test_all_of_the_knowledge_is_listed_as_it_is_made(published: Service) -> None:
    found = listed(published.compiled)
    assert found == made(published.compiled)
    assert any(when for *_, when in found)
    assert any(finding in published.compiled.knowledge.sexes.values() for _, finding, *_ in found)


@pytest.mark.parametrize("seed", range(3))
def test_a_deep_hierarchy_of_many_diseases_is_listed_as_it_is_made(seed: int, tmp_path: Path) -> None:
    knowledge = synthetic(Size(diseases=150, findings_each=12, findings=300, branching=3), SCALE, seed)
    index = Compiled("made up", knowledge, SCALE, weigh(knowledge, SCALE))
    found = listed(index)
    assert len(found) > 10_000
    assert found == made(index)
    save(index, tmp_path)
    assert listed(reopen(tmp_path)) == found


def test_nothing_is_listed_where_nothing_is_stated() -> None:
    assert listed(compiled()) == []


def test_a_weight_that_no_context_decides_on_is_made_without_its_object(monkeypatch: pytest.MonkeyPatch) -> None:
    index = compiled(
        said("Lyme", "infratentorial lesion", "frequent", context="immunocompetent"),
        said("Lyme", "infratentorial lesion", "rare"),
        said("Lyme", "haemorrhage"),
        said("Susac", "infratentorial lesion", "frequent"),
        demographics=[Demographics("a", "Lyme", about_sex=True, predominant=Sex.FEMALE)],
    )
    asked: list[tuple[str, str]] = []
    of = Weights.of

    def noticed(weights: Weights, disease: str, finding: str) -> Iterator[object]:
        asked.append((disease, finding))
        return of(weights, disease, finding)  # type: ignore[return-value]

    monkeypatch.setattr(Weights, "of", noticed)
    assert len(listed(index)) > len(asked)
    below = ("brainstem lesion", "cerebellar lesion", "infratentorial lesion", "pons lesion")
    assert asked == [("Lyme", finding) for finding in below]
