"""IRIs and CURIEs: each way, both ways, and names that cannot be shortened."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.vocabulary import ALIASES, EXTERNAL_PREFIXES, MIL, ONTOLOGY, PREFIXES, curie, expand, iri, local_name


def test_own_terms_live_in_the_projects_namespace() -> None:
    assert iri("SusacSyndrome") == "https://w3id.org/miliary/SusacSyndrome"
    assert iri("ontology") == ONTOLOGY


def test_only_own_terms_have_a_local_name() -> None:
    assert local_name(iri("SusacSyndrome")) == "SusacSyndrome"
    assert local_name(MIL) is None
    assert local_name("http://snomed.info/id/62479008") is None


@pytest.mark.parametrize(
    ("compact", "term"),
    [
        ("mil:SusacSyndrome-LeptomeningealEnhancement-Table3", MIL + "SusacSyndrome-LeptomeningealEnhancement-Table3"),
        ("skos:altLabel", "http://www.w3.org/2004/02/skos/core#altLabel"),
        ("SCTID:62479008", "http://snomed.info/id/62479008"),
        ("HP:0001250", "http://purl.obolibrary.org/obo/HP_0001250"),
        ("ICD10CM:F10.1", "http://purl.bioontology.org/ontology/ICD10CM/F10.1"),
    ],
)
def test_a_curie_and_its_iri_are_two_ways_to_say_one_thing(compact: str, term: str) -> None:
    assert expand(compact) == term
    assert curie(term) == compact


def test_a_prefix_may_be_written_in_any_case() -> None:
    assert expand("radlex:RID34300") == expand("RADLEX:RID34300") == "http://radlex.org/RID/RID34300"
    assert expand("MIL:Pons") == iri("Pons")


def test_a_vocabulary_is_known_by_what_others_call_it() -> None:
    assert expand("snomedct:62479008") == expand("SNOMEDCT:62479008") == "http://snomed.info/id/62479008"
    assert set(ALIASES.values()) <= set(EXTERNAL_PREFIXES)
    assert not set(ALIASES) & {prefix.casefold() for prefix in [*PREFIXES, *EXTERNAL_PREFIXES]}


@pytest.mark.parametrize(
    "term",
    ["https://example.org/x", MIL, MIL + "term/Pons", MIL + "ends.", MIL + "Susac’s", "http://radlex.org/RID"],
)
def test_an_iri_that_has_no_curie_stays_as_it_is(term: str) -> None:
    assert curie(term) == term


@pytest.mark.parametrize("compact", ["pons", "unknown:Pons", ":Pons", "https://example.org/x"])
def test_what_is_no_curie_is_refused_with_the_known_prefixes(compact: str) -> None:
    with pytest.raises(ValueError, match="known are dcterms, mil"):
        expand(compact)


@given(
    st.sampled_from([*PREFIXES, *EXTERNAL_PREFIXES]), st.from_regex(r"[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]", fullmatch=True)
)
def test_every_curie_survives_the_way_there_and_back(prefix: str, name: str) -> None:
    assert curie(expand(f"{prefix}:{name}")) == f"{prefix}:{name}"


def test_no_two_prefixes_differ_only_in_case() -> None:
    names = [prefix.casefold() for prefix in [*PREFIXES, *EXTERNAL_PREFIXES]]
    assert len(names) == len(set(names))
