"""Reference lists as other services send them; every work in them is made up."""

import json

import pytest

from miliary.errors import MalformedInput
from miliary.knowledge.bibliography import CROSSREF, CSL, Work, read_bibliography

STRUCTURED = {
    "key": "1_CR2",
    "author": "A Example",
    "year": "2001",
    "article-title": "A <i>made-up</i> title &amp; more",
    "journal-title": "Journal of Examples",
    "volume": "7",
    "issue": "3",
    "first-page": "11",
    "DOI": "10.1000/example.2",
    "doi-asserted-by": "publisher",
}
WHOLE = {"key": "1_CR1", "unstructured": "Example B (2002)  A whole entry.\nJ Examples 1:1"}
CSL_ITEM = {
    "id": "http://example.org/items/1",
    "type": "article-journal",
    "title": "A made-up title",
    "author": [{"family": "Example", "given": "Anna B."}, {"literal": "The Example Group"}],
    "container-title": "Journal of Examples",
    "issued": {"date-parts": [[2001, 5]]},
    "volume": 7,
    "page": "11-13",
    "DOI": "https://doi.org/10.1000/example.2",
    "PMID": "1",
}


def read(content: object) -> list[tuple[int, Work]]:
    return list(read_bibliography(json.dumps(content)).works)


def test_a_work_of_crossref_with_its_references() -> None:
    found = read_bibliography(json.dumps({"message": {"DOI": "10.1000/citing", "reference": [STRUCTURED, WHOLE]}}))
    assert (found.kind, found.doi, found.numbered) == (CROSSREF, "10.1000/citing", True)
    works = dict(found.works)
    assert works[2] == Work(
        creator="A Example",
        title="A made-up title & more",
        journal="Journal of Examples",
        year="2001",
        volume="7(3)",
        pages="11",
        doi="10.1000/example.2",
    )
    assert works[1] == Work(citation="Example B (2002) A whole entry. J Examples 1:1")
    assert str(works[1]) == works[1].citation


def test_csl_json_as_a_reference_manager_exports_it() -> None:
    found = read_bibliography(json.dumps([CSL_ITEM]))
    assert (found.kind, found.doi, found.numbered) == (CSL, "", False)
    assert found.works[0][1] == Work(
        creator="Example AB, The Example Group",
        title="A made-up title",
        journal="Journal of Examples",
        year="2001",
        volume="7",
        pages="11-13",
        doi="10.1000/example.2",
        pmid="1",
    )
    assert str(found.works[0][1]).startswith(
        "Example AB, The Example Group. A made-up title. Journal of Examples 7: 11"
    )


@pytest.mark.parametrize(
    ("keys", "numbers"),
    [
        (["2335_CR2", "2335_CR1"], [2, 1]),
        (["ref12", "ref013"], [12, 13]),
        (["10.1000/x_bib3", "10.1000/x-BIB0004-cit-0004"], [3, 4]),
        (["7", "8"], [7, 8]),
        (["e_1_2_8_27_1", "e_1_2_8_28_1"], [1, 2]),
        (["key2001example", "another"], [1, 2]),
        (["2335_CR5", "no number"], [1, 2]),
    ],
)
def test_numbers_are_those_of_the_keys_or_the_order(keys: list[str], numbers: list[int]) -> None:
    entries = [{"key": key, "unstructured": f"Example {place}"} for place, key in enumerate(keys)]
    assert [number for number, _ in read(entries)] == numbers


def test_csl_gives_its_numbers_as_citation_numbers() -> None:
    assert [number for number, _ in read([CSL_ITEM | {"citation-number": 5}])] == [5]


@pytest.mark.parametrize("issued", [{"literal": "2001 May"}, {"raw": "2001-05-01"}, {"date-parts": [["2001"]]}])
def test_a_year_may_be_given_in_several_ways(issued: dict[str, object]) -> None:
    assert read([CSL_ITEM | {"issued": issued}])[0][1].year == "2001"


def test_what_is_not_given_stays_empty() -> None:
    assert read([{"id": "a", "title": "Only a title", "issued": {}, "author": "Nobody", "volume": None}])[0][1] == Work(
        title="Only a title"
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{", "not JSON"),
        ("[]", "holds no list of references"),
        ('{"message": {"DOI": "10.1000/citing"}}', "holds no list of references"),
        ('{"message": []}', "holds no list of references"),
        ('"text"', "holds no list of references"),
        ("[1]", "holds no list of references"),
        ('[{"key": "1_CR1", "year": "2001"}]', "Entry 1 of the list says nothing of its work"),
        ('[{"title": "A"}, {"title": "B", "DOI": "example"}]', "Entry 2 of the list has “example”, which is no DOI"),
    ],
)
def test_what_cannot_be_read_is_refused(text: str, why: str) -> None:
    with pytest.raises(MalformedInput, match=why):
        read_bibliography(text)
