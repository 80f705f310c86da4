"""Search as people type: what is found, in which order, and how fast."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.terms import FINDINGS, Called, How, Name, TermIndex
from miliary.vocabulary import iri


def found(terms: TermIndex, text: str) -> list[str]:
    return [hit.label for hit in terms.search(text)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("leptom", "leptomeningeal enhancement"),
        ("enhancement leptomeningeal", "leptomeningeal enhancement"),
        ("enh lept", "leptomeningeal enhancement"),
        ("leptomenigeal enhancment", "leptomeningeal enhancement"),
        ("leptomenni", "leptomeningeal enhancement"),
        ("edema", "brain oedema"),
        ("hemorhage", "haemorrhage"),
        ("Virchow", "enlarged perivascular space"),
        ("virchow robin", "enlarged perivascular space"),
        ("cord lesions", "spinal cord lesion"),
        ("leukocyte", "CSF pleocytosis"),
        ("hearng loss", "hearing loss"),
        ("metastases", "metastasis"),
        ("susac", "Susac’s syndrome"),
    ],
)
def test_the_first_hit_is_what_was_meant(terms: TermIndex, text: str, label: str) -> None:
    assert found(terms, text)[0] == label


def test_a_label_comes_before_a_synonym_and_a_beginning_before_a_word(terms: TermIndex) -> None:
    assert found(terms, "meningeal enhancement")[0] == "leptomeningeal enhancement"
    assert found(terms, "metastasis") == ["metastasis", "brain metastasis"]
    assert found(terms, "l")[:2] == ["lumbar puncture", "lymphoma"]


def test_a_hit_says_which_name_fits(terms: TermIndex) -> None:
    (hit,) = terms.search("pontine")
    assert (hit.id, hit.label, hit.matched) == (iri("PonsLesion"), "pons lesion", "pontine lesion")
    assert hit.kind == iri("ImagingFinding")


@pytest.mark.parametrize(
    ("text", "matched", "called", "how"),
    [
        ("Pons  lesion", "pons lesion", Called.LABEL, How.EXACT),
        ("pontine lesion", "pontine lesion", Called.SYNONYM, How.EXACT),
        ("pontine-lesions", "pontine lesion", Called.SYNONYM, How.SPELLING),
        ("hemorrhage", "haemorrhage", Called.LABEL, How.SPELLING),
        ("lp", "LP", Called.ABBREVIATION, How.EXACT),
        ("pont", "pontine lesion", Called.SYNONYM, How.BEGINNING),
        ("cord spinal", "spinal cord lesion", Called.LABEL, How.WORDS),
        ("hemorhage", "haemorrhage", Called.LABEL, How.FUZZY),
    ],
)
def test_a_hit_says_how_the_name_fits(terms: TermIndex, text: str, matched: str, called: Called, how: How) -> None:
    hit = terms.search(text)[0]
    assert (hit.matched, hit.called, hit.how) == (matched, called, how)


@pytest.mark.parametrize("text", ["LP", "CE-MRI", "T1+C", "JCV PCR", "CLIPPERS", "HIV"])
def test_capitals_are_an_abbreviation(text: str) -> None:
    assert Name(iri("X"), text, False).abbreviated


@pytest.mark.parametrize("text", ["MRI of the head", "age", "T cell", "Aβ amyloid", "Susac’s syndrome", "E"])
def test_words_are_no_abbreviation(text: str) -> None:
    assert not Name(iri("X"), text, False).abbreviated


def test_of_equal_beginnings_the_term_comes_first_that_more_diseases_state() -> None:
    labels = {"A": "lesion", "B": "lesion of the pons", "C": "lesional mass", "D": "cord lesion"}
    names = [Name(iri(term), label, True, iri("Test")) for term, label in labels.items()]
    index = TermIndex(names, diseases={iri("B"): 3, iri("C"): 2, iri("D"): 9})
    assert found(index, "les") == ["lesion of the pons", "lesional mass", "lesion", "cord lesion"]
    assert found(index, "lesion")[0] == "lesion"
    assert found(TermIndex(names), "les")[0] == "lesion"


def test_a_typo_nearer_to_what_was_typed_comes_before_a_term_stated_more_widely() -> None:
    names = [Name(iri(label), label, True, iri("Test")) for label in ("atropine", "atrophic")]
    index = TermIndex(names, diseases={iri("atropine"): 9})
    assert found(index, "atrophix") == ["atrophic", "atropine"]


def test_only_the_kinds_asked_for_are_found(terms: TermIndex) -> None:
    assert {hit.kind for hit in terms.search("m", kinds=FINDINGS)} == {iri("ImagingFinding"), iri("ClinicalFinding")}
    assert [hit.label for hit in terms.search("MS", kinds=frozenset({iri("Disease")}))] == ["multiple sclerosis"]


def test_a_kind_stands_for_the_kinds_below_it(terms: TermIndex) -> None:
    laboratory = terms.search("pleocytosis", kinds=frozenset({iri("LaboratoryFinding")}))
    assert [hit.label for hit in laboratory] == ["CSF pleocytosis"]


def test_short_words_are_not_guessed_at(terms: TermIndex) -> None:
    assert found(terms, "MT") == []
    assert found(terms, "CX") == []


def test_nothing_is_guessed_where_something_fits(terms: TermIndex) -> None:
    assert found(terms, "weakness") == ["weakness"]


def test_no_more_hits_come_than_were_asked_for(terms: TermIndex) -> None:
    assert len(terms.search("e", limit=2)) == 2
    assert terms.search("e", limit=0) == []


@pytest.mark.parametrize("text", ["", "   ", "+/−", "the", "\0", "mil:", "<>", "a" * 100_000, "pons " * 10_000])
def test_text_without_a_known_word_finds_nothing(terms: TermIndex, text: str) -> None:
    assert terms.search(text) == [] or text == "mil:"


@given(text=st.text(alphabet=st.characters()), limit=st.integers(0, 50))
def test_any_text_can_be_searched_for(terms: TermIndex, text: str, limit: int) -> None:
    hits = terms.search(text, limit)
    assert len(hits) <= limit
    assert len({hit.id for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(hit=st.sampled_from(["leptomeningeal enhancement", "hearing loss", "CSF pleocytosis"]), end=st.integers(3, 26))
def test_a_beginning_of_a_label_finds_it(terms: TermIndex, hit: str, end: int) -> None:
    assert hit in found(terms, hit[:end])


def test_two_thousand_labels_are_searched_in_less_than_fifty_milliseconds() -> None:
    chance = random.Random(2020)
    syllables = ["haem", "or", "rhage", "lepto", "men", "ing", "eal", "enc", "eph", "al", "itis", "vas", "cul", "tum"]
    labels = [
        " ".join("".join(chance.choices(syllables, k=chance.randint(2, 5))) for _ in range(chance.randint(1, 4)))
        for _ in range(2000)
    ]
    names = (Name(iri(f"T{number}"), label, True, iri("Test")) for number, label in enumerate(labels))
    index = TermIndex(names)
    texts = [*labels[:20], *(label[:5] for label in labels[20:40]), *(label[:4] + label[5:] for label in labels[40:60])]
    times = []
    for text in texts:
        start = time.process_time()
        index.search(text)
        times.append(time.process_time() - start)
    assert sorted(times)[len(times) // 2] < 0.05
    print(f"median {sorted(times)[len(times) // 2] * 1000:.1f} ms, longest {max(times) * 1000:.1f} ms")
