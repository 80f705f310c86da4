"""From a code of another vocabulary to the term that it stands for."""

import pytest

from miliary.errors import AmbiguousTerm, NarrowerCode, UnknownTerm
from miliary.terms import FINDINGS, Match, Taken, TermIndex
from miliary.terms.codes import Codes, Link
from miliary.terms.names import Name
from miliary.vocabulary import expand, iri

FINDING, DISEASE = frozenset({iri("ImagingFinding"), iri("Finding")}), frozenset({iri("Disease")})
NAMES = [
    Name(iri("Haemorrhage"), "haemorrhage", True, iri("ImagingFinding"), FINDING),
    Name(iri("BrainHaemorrhage"), "brain haemorrhage", True, iri("ImagingFinding"), FINDING),
    Name(iri("Mass"), "mass", True, iri("ImagingFinding"), FINDING),
    Name(iri("KnownLymphoma"), "known lymphoma", True, iri("ImagingFinding"), FINDING),
    Name(iri("Lymphoma"), "lymphoma", True, iri("Disease"), DISEASE),
    Name(iri("Disease"), "disease", True),
]
LINKS = [
    ("Haemorrhage", Match.EXACT, "SCTID:50960005"),
    ("BrainHaemorrhage", Match.CLOSE, "SCTID:50960005"),
    ("BrainHaemorrhage", Match.CLOSE, "RADLEX:RID4700"),
    # Pontine haemorrhage, as it were.
    ("Haemorrhage", Match.NARROW, "HP:0001342"),
    ("BrainHaemorrhage", Match.NARROW, "HP:0001342"),
    # A haemorrhagic mass.
    ("Haemorrhage", Match.NARROW, "HP:0000001"),
    ("Mass", Match.NARROW, "HP:0000001"),
    # Any lesion.
    ("Haemorrhage", Match.BROAD, "RADLEX:RID1"),
    ("BrainHaemorrhage", Match.BROAD, "RADLEX:RID1"),
    ("Mass", Match.BROAD, "RADLEX:RID1"),
    ("Lymphoma", Match.EXACT, "SCTID:118600007"),
    ("KnownLymphoma", Match.CLOSE, "SCTID:118600007"),
    ("Lymphoma", Match.EXACT, "MONDO:0005062"),
]


@pytest.fixture(scope="module")
def coded() -> TermIndex:
    links = [Link(iri(term), match, expand(code)) for term, match, code in LINKS]
    return TermIndex(NAMES, Codes(links, {iri("BrainHaemorrhage"): {iri("Haemorrhage")}}))


@pytest.mark.parametrize(
    "code",
    [
        "SCTID:50960005",
        "snomedct:50960005",
        "SNOMED:50960005",
        " snomedct:50960005 ",
        "http://snomed.info/id/50960005",
        "http://snomed.info/sct/50960005",
        "http://snomed.info/sct|50960005",
    ],
)
def test_a_code_may_be_written_as_curie_or_iri_and_an_exact_match_comes_first(coded: TermIndex, code: str) -> None:
    assert coded.take(code, FINDINGS) == Taken(iri("Haemorrhage"), Match.EXACT)


@pytest.mark.parametrize(
    "code", ["radlex:rid4700", "http://radlex.org/RID/RID4700", "http://www.radlex.org/RID/RID4700"]
)
def test_a_close_match_will_do(coded: TermIndex, code: str) -> None:
    assert coded.take(code, FINDINGS) == Taken(iri("BrainHaemorrhage"), Match.CLOSE)


def test_a_term_that_is_named_was_not_taken_from_a_code(coded: TermIndex) -> None:
    assert coded.take("mil:Mass", FINDINGS) == coded.take("mass") == Taken(iri("Mass"))


def test_a_narrower_code_goes_up_to_the_lowest_term_above_it(coded: TermIndex) -> None:
    assert coded.take("hp:0001342", FINDINGS) == Taken(iri("BrainHaemorrhage"), Match.NARROW)


def test_what_is_absent_of_a_narrower_code_is_not_absent_of_the_whole(coded: TermIndex) -> None:
    with pytest.raises(NarrowerCode, match="Give “brain haemorrhage”"):
        coded.take("hp:0001342", FINDINGS, upward=False)
    assert coded.take("snomedct:50960005", FINDINGS, upward=False).match is Match.EXACT


def test_a_code_below_two_terms_that_are_apart_leaves_the_choice(coded: TermIndex) -> None:
    with pytest.raises(AmbiguousTerm) as error:
        coded.take("hp:0000001", FINDINGS)
    assert error.value.extra["candidates"] == ["haemorrhage", "mass"]


def test_a_broader_code_leaves_the_choice_among_the_highest_terms_below_it(coded: TermIndex) -> None:
    with pytest.raises(AmbiguousTerm) as error:
        coded.take("radlex:RID1", FINDINGS)
    assert error.value.extra["candidates"] == ["haemorrhage", "mass"]


def test_the_kind_that_is_asked_for_tells_two_terms_of_one_code_apart(coded: TermIndex) -> None:
    assert coded.resolve("snomedct:118600007", FINDINGS) == iri("KnownLymphoma")
    assert coded.resolve("snomedct:118600007", DISEASE) == iri("Lymphoma")


def test_a_code_of_another_kind_is_refused_and_its_kind_named(coded: TermIndex) -> None:
    with pytest.raises(UnknownTerm, match=r"not of the kind asked for \(disease\)"):
        coded.take("mondo:0005062", FINDINGS)


@pytest.mark.parametrize("code", ["snomedct:1", "icd11:8A00", "nobody:12", "http://snomed.info/id/1"])
def test_an_unknown_code_brings_the_vocabularies_that_are_known(coded: TermIndex, code: str) -> None:
    with pytest.raises(UnknownTerm, match="Codes are known of HP, MONDO, RADLEX, SCTID") as error:
        coded.take(code, FINDINGS)
    assert error.value.extra["vocabularies"] == ["HP", "MONDO", "RADLEX", "SCTID"]
    assert error.value.extra["nearest"] == []


def test_an_unknown_word_brings_no_vocabularies(coded: TermIndex) -> None:
    for word in ("hemorage", "mil:Hemorage"):
        with pytest.raises(UnknownTerm) as error:
            coded.take(word, FINDINGS)
        assert "vocabularies" not in error.value.extra
