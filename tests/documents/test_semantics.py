"""``docs/semantics.md``: its example is what the service answers, its statements about the rules hold."""

import pytest

from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.differential.explanation import Badge, Verdict
from miliary.differential.terms import Role
from miliary.differential.weights import Polarity
from miliary.vocabulary import iri
from tests.conftest import REPOSITORY
from tests.documents.markdown import read
from tests.documents.tables import (
    EXAMPLE,
    EXAMPLE_DISEASE,
    EXAMPLE_RIVAL,
    HALF_ANCESTOR,
    HALF_DISEASE,
    HALF_FINDING,
    Tables,
)

TEXT = read(REPOSITORY / "docs" / "semantics.md")


@pytest.fixture(scope="module")
def tables(published: Service) -> Tables:
    return Tables(published)


@pytest.mark.parametrize("disease", [EXAMPLE_DISEASE, EXAMPLE_RIVAL])
def test_the_service_answers_the_worked_example_with_these_numbers(
    disease: str, tables: Tables, published: Service
) -> None:
    question = Question(present=tuple(f"mil:{each}" for each in EXAMPLE), age=20, sex="female")
    answer = ask(published, question)
    found = next(each for each in answer["diseases"] if each["id"] == f"mil:{disease}")
    worked = {f"mil:{finding}": round(tables.worked(disease, finding).exact) for finding in EXAMPLE}
    assert {each["id"]: each["share"] for each in found["findings"]} == worked
    assert found["score"] == sum(worked.values())
    assert found["status"] == ("compatible" if disease == EXAMPLE_DISEASE else "less likely")


def test_the_worked_absences_are_the_published_weights(tables: Tables, published: Service) -> None:
    for finding in EXAMPLE:
        exact = tables.worked(EXAMPLE_DISEASE, finding).exact_absent
        weights = published.compiled.weights.of(iri(EXAMPLE_DISEASE), iri(finding))
        assert [each.decibans for each in weights if each.polarity is Polarity.ABSENT] == [round(exact)]


def test_the_example_has_a_conflict_and_three_blocks(published: Service) -> None:
    weights = published.compiled.weights.of(iri(EXAMPLE_DISEASE), iri(EXAMPLE[0]))
    assert all(each.conflicting for each in weights)
    findings = published.compiled.knowledge.findings
    assert len({findings[iri(each)].block for each in EXAMPLE}) == len(EXAMPLE)


def test_the_number_of_diseases_behind_a_background_is_whole(tables: Tables) -> None:
    for finding in EXAMPLE:
        worked = tables.worked(EXAMPLE_DISEASE, finding)
        size = len(tables.service.compiled.knowledge.top_diseases)
        scale = tables.service.compiled.scale.constants.background_scale
        assert worked.background == pytest.approx(scale * (worked.stating + 1) / (size + 2))


def test_half_of_the_ancestor_is_what_the_service_counts(tables: Tables, published: Service) -> None:
    weights = published.compiled.weights.of(iri(HALF_DISEASE), iri(HALF_FINDING))
    whole = round(tables.worked(HALF_DISEASE, HALF_ANCESTOR).exact)
    assert [(each.polarity, each.decibans, each.stated) for each in weights] == [
        (Polarity.PRESENT, int(whole / 2), iri(HALF_ANCESTOR))
    ]


def test_that_no_statement_excludes_is_said_as_long_as_it_is_so(published: Service) -> None:
    deciding = {Role.OBLIGATE, Role.EXCLUDING}
    none = not any(each.role in deciding for each in published.compiled.knowledge.statements)
    assert ("At present no statement has either deciding role" in TEXT) == none


def test_every_verdict_and_badge_is_explained() -> None:
    words = " ".join(TEXT.split()).casefold()
    assert [each.value for each in (*Verdict, *Badge) if each.value not in words] == []


def test_the_rules_name_the_constants_they_use(published: Service) -> None:
    constants = published.compiled.scale.constants
    words = " ".join(TEXT.split())
    assert f"b = {constants.background_scale:.2f} · (n + 1)/(N + 2)" in words
    assert f"score ≥ best − {constants.compatible_within}," in words
    assert f"at or below {constants.not_passed_up:.2f} is not passed up" in words
    assert (
        f"| typical | p ≥ {constants.typical_from:.2f} | expected absence | p ≤ {constants.not_passed_up:.2f} |" in TEXT
    )
    assert f"| atypical absence | p ≥ {constants.tolerable_below:.2f} |" in TEXT
    assert f"Best score below {constants.enough_score}:" in words
    assert f"some finding gives +{constants.supported_at} or more" in words
    assert f"costs {-constants.age_against} decibans" in words
    assert f"speaks costs {-constants.sex_against}." in words
