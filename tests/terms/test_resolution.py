"""From what somebody wrote to the one term that it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.terms import FINDINGS, TermIndex
from miliary.vocabulary import iri

DISEASES = frozenset({iri("Disease")})


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("https://w3id.org/miliary/PonsLesion", "PonsLesion"),
        ("mil:PonsLesion", "PonsLesion"),
        ("MIL:PonsLesion", "PonsLesion"),
        ("  Pons   LESION ", "PonsLesion"),
        ("pontine lesions", "PonsLesion"),
        ("lesion of the pons", None),
        ("hemorrhages", "Haemorrhage"),
        ("brain edema", "BrainOedema"),
        ("enlarged Virchow-Robin spaces", "EnlargedPerivascularSpaces"),
        ("enlarged peri-vascular spaces", "EnlargedPerivascularSpaces"),
        ("lepto-meningeal enhancement", "LeptomeningealEnhancement"),
        ("Susac syndrome", "SusacSyndrome"),
        ("Susac's syndrome", "SusacSyndrome"),
        ("raised CSF leukocyte count", "CsfPleocytosis"),
        ("lp", "LumbarPuncture"),
    ],
)
def test_a_term_is_known_by_its_names(terms: TermIndex, text: str, term: str | None) -> None:
    if term is None:
        with pytest.raises(UnknownTerm):
            terms.resolve(text)
    else:
        assert terms.resolve(text) == iri(term)


def test_an_unknown_word_brings_the_nearest_labels_of_the_asked_kinds(terms: TermIndex) -> None:
    with pytest.raises(UnknownTerm) as error:
        terms.resolve("leptomenigeal enhancment", FINDINGS)
    nearest = error.value.extra["nearest"]
    assert isinstance(nearest, list)
    assert nearest[0] == "leptomeningeal enhancement"
    assert len(nearest) <= 5
    assert "lymphoma" not in nearest


def test_an_unknown_curie_brings_labels_like_its_name(terms: TermIndex) -> None:
    with pytest.raises(UnknownTerm, match="pons lesion"):
        terms.resolve("mil:PonsLesions")


def test_a_term_of_another_kind_is_refused_and_its_kind_named(terms: TermIndex) -> None:
    with pytest.raises(UnknownTerm, match="“lymphoma” is not of the kind asked for") as error:
        terms.resolve("lymphoma", FINDINGS)
    assert error.value.extra["known_as"] == "disease"
    with pytest.raises(UnknownTerm):
        terms.resolve("mil:Lymphoma", FINDINGS)


def test_a_word_for_two_things_names_both(terms: TermIndex) -> None:
    with pytest.raises(AmbiguousTerm) as error:
        terms.resolve("MS")
    assert error.value.extra["candidates"] == ["multiple sclerosis", "weakness"]


def test_the_kinds_tell_two_things_of_one_name_apart(terms: TermIndex) -> None:
    assert terms.resolve("MS", FINDINGS) == iri("Weakness")
    assert terms.resolve("MS", DISEASES) == iri("MultipleSclerosis")


def test_a_name_as_written_comes_before_one_only_spelled_alike(terms: TermIndex) -> None:
    assert terms.resolve("brain metastases") == iri("Metastasis")
    assert terms.resolve("brain metastasis") == iri("BrainMetastasis")


def test_a_term_without_a_label_is_called_by_its_curie(terms: TermIndex) -> None:
    assert terms.label(iri("PonsLesion")) == "pons lesion"
    assert terms.label(iri("Nothing")) == "mil:Nothing"


@given(text=st.text(alphabet=st.characters()))
def test_any_text_is_resolved_or_refused_by_name(terms: TermIndex, text: str) -> None:
    try:
        named = terms.resolve(text)
    except (UnknownTerm, AmbiguousTerm):
        return
    assert terms.label(named)
