"""What an answer shows of an assertion: its numbers in words, its passage, its references and its conflicts."""

from urllib.parse import unquote

import pytest

from miliary.index.citations import Citation, CitedReference, ConflictLine, in_words, passage_link, read_citations
from miliary.vocabulary import iri
from tests.worlds import CATALOGUE, conflict, published, said

REFERENCES = """
mil:Reference1 a mil:Reference ; mil:referenceNumber 1 ; mil:referenceStatus mil:Verified ;
    dcterms:creator "Susac J." ; dcterms:title "A microangiopathy." ; mil:journal "Neurology" ; mil:year 1979 .
mil:Reference2 a mil:Reference ; mil:referenceNumber 2 ; mil:referenceStatus mil:Candidate ;
    dcterms:creator "Somebody" ; dcterms:title "Something like it" ; mil:year 2001 .
mil:Reference3 a mil:Reference ; mil:referenceNumber 3 ; mil:referenceStatus mil:Unidentified ;
    dcterms:title "A title that nobody confirmed" .
mil:Reference4 a mil:Reference ; mil:referenceNumber 4 ; mil:referenceStatus mil:Verified .
mil:Reference5 a mil:Reference ; mil:referenceNumber 5 ; mil:referenceStatus mil:Verified ;
    dcterms:bibliographicCitation "Lyme A. On ticks. 1999." .
mil:Reference12 a mil:Reference ; mil:referenceNumber 12 ; mil:referenceStatus mil:Verified ; dcterms:title "Twelve" .
"""


def citations(*statements: str) -> dict[str, Citation]:
    store, _ = published(*statements)
    return read_citations(store, CATALOGUE)


def citation(words: str, passage: str = "", *beside: str) -> Citation:
    return citations(said("Susac-Fever-Table1", words, passage), *beside)[iri("Susac-Fever-Table1")]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ({"count": "9", "outOf": "27"}, "9/27"),
        ({"count": "0", "outOf": "5"}, "0/5"),
        ({"percent": "33"}, "33 %"),
        ({"percent": "33.5", "outOf": "27"}, "33.5 % of 27"),
        ({"percent": "33", "count": "9", "outOf": "27"}, "9/27, 33 %"),
        ({"percentFrom": "30", "percentTo": "50"}, "30–50 %"),
        ({"percentFrom": "30", "percentTo": "50", "outOf": "27"}, "30–50 % of 27"),
        ({"percentAtMost": "40"}, "up to 40 %"),
        ({"percentAtMost": "40", "outOf": "27"}, "up to 40 % of 27"),
        ({"percentBelow": "5.0"}, "less than 5 %"),
        ({"outOf": "27"}, "27 patients"),
        ({"ratioMale": "1", "ratioFemale": "3"}, "male-to-female ratio 1 : 3"),
        ({"ageFrom": "20", "ageTo": "40"}, "20–40 years"),
        ({"ageFrom": "50"}, "from 50 years"),
        ({"ageTo": "30"}, "up to 30 years"),
        ({"ageMean": "50", "ageMedian": "48.5"}, "mean 50 years, median 48.5 years"),
        ({"ageMean": "50", "allAges": "true"}, "mean 50 years, all ages or a wide range"),
        ({"percent": "33", "ageFrom": "20"}, "33 %, from 20 years"),
        ({}, None),
    ],
)
def test_numbers_are_said_in_words(numbers: dict[str, str], words: str | None) -> None:
    assert in_words(numbers) == words


def test_the_numbers_of_an_assertion_are_said_as_they_were_printed() -> None:
    assert citation("mil:percent 33.0 ; mil:outOf 27").frequency == "33 % of 27"


def test_a_verified_reference_is_cited() -> None:
    assert citation("mil:occurrence mil:Rare", "mil:cites mil:Reference1", REFERENCES).references == (
        CitedReference(1, "verified", "Susac J. A microangiopathy. Neurology. 1979"),
    )


def test_a_verified_reference_may_be_known_by_its_whole_citation() -> None:
    (found,) = citation("mil:occurrence mil:Rare", "mil:cites mil:Reference5", REFERENCES).references
    assert found.citation == "Lyme A. On ticks. 1999."


def test_a_candidate_is_never_shown_as_a_fact() -> None:
    (found,) = citation("mil:occurrence mil:Rare", "mil:cites mil:Reference2", REFERENCES).references
    assert found == CitedReference(2, "candidate", "possible source, unconfirmed: Somebody. Something like it. 2001")


@pytest.mark.parametrize("number", [3, 4])
def test_a_reference_that_is_not_known_is_only_a_number(number: int) -> None:
    (found,) = citation("mil:occurrence mil:Rare", f"mil:cites mil:Reference{number}", REFERENCES).references
    assert found.citation == f"reference {number} of the article, not identified"


def test_references_come_in_the_order_of_their_numbers() -> None:
    found = citation(
        "mil:occurrence mil:Rare", "mil:cites mil:Reference12 , mil:Reference2 , mil:Reference1", REFERENCES
    )
    assert [each.number for each in found.references] == [1, 2, 12]


def test_an_assertion_is_shown_with_its_words() -> None:
    found = citation(
        "mil:occurrence mil:Rare ; mil:role mil:SuggestiveOf ; mil:context mil:HivInfection , mil:FemaleSex ;"
        'mil:population "27 patients" ; mil:timing "early" ; mil:caution "Beware." ; rdfs:comment "In a case."@en',
        'mil:anchorEnd "33% of cases" ; mil:study "Susac et al."',
    )
    assert found == Citation(
        id=iri("Susac-Fever-Table1"),
        disease=iri("Susac"),
        disease_label="Susac",
        subject=iri("Fever"),
        subject_label="fever",
        occurrence="rare",
        role="suggestive of",
        relation=None,
        aspect=None,
        line=None,
        purpose=None,
        frequency=None,
        contexts=("HIV infection", "female sex"),
        population="27 patients",
        timing="early",
        caution="Beware.",
        comment="In a case.",
        locator="Table1",
        anchor="Fever in Susac … 33% of cases",
        link="https://doi.org/10.1000/example#:~:text=Fever%20in%20Susac,33%25%20of%20cases",
        evidence_type="review statement",
        study="Susac et al.",
        references=(),
        conflicts=(),
    )


def test_both_sides_of_a_conflict_show_it() -> None:
    found = citations(
        said("Susac-Fever-Table1", "mil:occurrence mil:Rare"),
        said("Susac-Fever-Section", "mil:occurrence mil:Frequent"),
        conflict("Susac-Fever-Table1", "Susac-Fever-Section", "Contradiction"),
    )
    one, other = iri("Susac-Fever-Table1"), iri("Susac-Fever-Section")
    assert found[one].conflicts == (ConflictLine("contradiction", other, "They differ."),)
    assert found[other].conflicts == (ConflictLine("contradiction", one, "They differ."),)


def test_an_assertion_with_two_relations_shows_both() -> None:
    found = citations(
        said("Susac-Steroid-Table1", "mil:therapeuticRelation mil:TreatedBy ; mil:causalRelation mil:CausedBy")
    )
    assert found[iri("Susac-Steroid-Table1")].relation == "caused by; treated by"


def test_an_assertion_with_two_passages_shows_both_and_links_to_the_first() -> None:
    second = """mil:evidence mil:Susac-Fever-Table1-evidence-2 . mil:Susac-Fever-Table1-evidence-2
        a mil:Evidence ; mil:sourceDocument mil:Article ; mil:locator "Box 1" ; mil:anchorStart "fever, rarely" ;
        mil:evidenceType mil:ReviewBox"""
    found = citation(f"mil:occurrence mil:Rare ; {second}")
    assert found.locator == "Table1; Box 1"
    assert found.anchor == "Fever in Susac; fever, rarely"
    assert found.evidence_type == "review statement; review box"
    assert found.link == "https://doi.org/10.1000/example#:~:text=Fever%20in%20Susac"


@pytest.mark.parametrize(
    ("words", "encoded"),
    [
        ("fever, rash", "fever%2C%20rash"),
        ("follow-up", "follow%2Dup"),
        ("Susac’s syndrome", "Susac%E2%80%99s%20syndrome"),
        ("Behçet’s", "Beh%C3%A7et%E2%80%99s"),
        ("Mostly − never", "Mostly%20%E2%88%92%20never"),
        ("20–40", "20%E2%80%9340"),
        ("F & M (100%) #1?", "F%20%26%20M%20%28100%25%29%20%231%3F"),
        ("and/or", "and%2For"),
    ],
)
def test_a_link_asks_for_exactly_these_words(words: str, encoded: str) -> None:
    link = passage_link({"doi": "10.1000/x", "anchorStart": words, "anchorEnd": f"and {words}"})
    assert link == f"https://doi.org/10.1000/x#:~:text={encoded},and%20{encoded}"
    assert unquote(encoded) == words


def test_a_link_may_ask_for_one_end_only() -> None:
    assert passage_link({"doi": "10.1000/x", "anchorStart": "Box 1"}) == "https://doi.org/10.1000/x#:~:text=Box%201"


def test_a_doi_with_signs_of_its_own_stays_one_address() -> None:
    link = passage_link({"doi": "10.1002/(SICI)1<2::AID#3>4", "anchorStart": "x"})
    assert link == "https://doi.org/10.1002/%28SICI%291%3C2%3A%3AAID%233%3E4#:~:text=x"


def test_a_source_without_a_doi_has_no_link() -> None:
    assert passage_link({"anchorStart": "Box 1"}) == ""


@pytest.mark.parametrize(
    ("start", "end", "fragment"),
    [
        ("Cytology usually shows", "malignant cells", "Cytology%20usually%20shows,malignant%20cells"),
        ("Cytology usually shows malignant", "shows malignant cells", "Cytology%20usually%20shows%20malignant%20cells"),
        ("Cytology usually shows", "shows malignant cells", "Cytology%20usually%20shows"),
        ("reported in 33% of cases", "33% of cases", "reported%20in%2033%25%20of%20cases"),
        ("reported in 33% of cases", "in 33%", "reported%20in%2033%25%20of%20cases"),
    ],
)
def test_overlapping_ends_make_one_phrase_that_a_browser_can_find(start: str, end: str, fragment: str) -> None:
    link = passage_link({"doi": "10.1000/x", "anchorStart": start, "anchorEnd": end})
    assert link == f"https://doi.org/10.1000/x#:~:text={fragment}"
