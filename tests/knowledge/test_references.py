"""Taking over a reference list: what is refused, what changes, what is kept. Every work is made up."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from miliary.errors import KnowledgeError, UnfitReferences
from miliary.knowledge.bibliography import CROSSREF, Bibliography, Work
from miliary.knowledge.load import read
from miliary.knowledge.references import Effect, Plan, plan_import
from miliary.knowledge.sources import Sources
from miliary.knowledge.turtle import canonical
from miliary.vocabulary import expand
from tests.conftest import REPOSITORY
from tests.knowledge.synthetic import PREFIXES

NOW = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
KNOWN = """
mil:One a mil:SourceDocument ;
    rdfs:label "One"@en ;
    mil:doi "10.1000/One" .
mil:Reference1 a mil:Reference ;
    mil:sourceDocument mil:One ;
    mil:referenceNumber 1 ;
    mil:referenceStatus mil:Unidentified ;
    mil:supports "A claim." ;
    rdfs:label "reference 1"@en .
mil:Reference2 a mil:Reference ;
    mil:sourceDocument mil:One ;
    mil:referenceNumber 2 ;
    mil:referenceStatus mil:Candidate ;
    dcterms:title "A guess" ;
    mil:year 1999 ;
    mil:confidence "low" ;
    mil:sourceSeen "nowhere" ;
    rdfs:comment "An older note."@en ;
    rdfs:label "reference 2"@en .
mil:Reference3 a mil:Reference ;
    mil:sourceDocument mil:One ;
    mil:referenceNumber 3 ;
    mil:referenceStatus mil:Matched ;
    dcterms:title "The right title" ;
    mil:doi "10.1000/three" ;
    rdfs:label "reference 3"@en .
mil:Candidate rdfs:label "candidate"@en .
mil:Matched rdfs:label "matched"@en .
"""
WORKS = (
    (1, Work(title="First made-up work", year="2001", doi="10.1000/one")),
    (2, Work(creator="Example A", citation="Example A (2002) Second made-up work. J Examples")),
    (3, Work(creator="Example B", title="The right title", doi="10.1000/THREE")),
)
Planned = Callable[..., Plan]


def bibliography(*works: tuple[int, Work], doi: str = "10.1000/one") -> Bibliography:
    return Bibliography(CROSSREF, doi, works, numbered=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "ontology").mkdir()
    (tmp_path / "queries").symlink_to(REPOSITORY / "queries")
    (tmp_path / "ontology" / "references.ttl").write_text(PREFIXES + KNOWN, encoding="utf-8")
    return tmp_path


@pytest.fixture
def planned(folder: Path) -> Planned:
    """Plan to take over a list, by default one that fits."""

    def planned(found: Bibliography | None = None) -> Plan:
        sources = Sources.open(folder)
        return plan_import(folder, sources, sources.document(), found or bibliography(*WORKS), NOW)

    return planned


def values(folder: Path, subject: str) -> dict[str, set[str]]:
    """What the file says of a reference, by property."""
    found: dict[str, set[str]] = {}
    for triple in read(folder / "ontology" / "references.ttl"):
        if triple.subject == NamedNode(expand(subject)) and isinstance(triple.object, Literal | NamedNode):
            found.setdefault(triple.predicate.value.rpartition("/")[2].rpartition("#")[2], set()).add(
                triple.object.value
            )
    return found


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (bibliography(*WORKS[:2]), "It has 2 references; One has 3."),
        (bibliography(*WORKS, (4, Work(title="Another"))), "One has no reference 4."),
        (bibliography(*WORKS[:2], (2, Work(title="Another"))), "Number 2 is given 2 times."),
        (bibliography(*WORKS[:2], (3, WORKS[0][1])), "One work stands under the numbers 1, 3: 10.1000/one."),
        (bibliography((1, Work(title="A  work")), WORKS[1], (3, Work(title="A work"))), "numbers 1, 3: A  work."),
        (bibliography(*WORKS, doi="10.1000/other"), "It is the list of 10.1000/other, not of One"),
    ],
)
def test_a_list_that_does_not_fit_is_refused(planned: Planned, found: Bibliography, why: str) -> None:
    with pytest.raises(UnfitReferences) as error:
        planned(found)
    assert why in error.value.detail


def test_everything_that_is_wrong_is_told_at_once(planned: Planned) -> None:
    with pytest.raises(UnfitReferences) as error:
        planned(bibliography((9, Work(title="A")), (9, Work(title="B")), doi="10.1000/other"))
    assert isinstance(faults := error.value.extra["faults"], list)
    assert len(faults) == 4


def test_planning_writes_nothing(planned: Planned, folder: Path) -> None:
    planned()
    assert (folder / "ontology" / "references.ttl").read_text(encoding="utf-8") == PREFIXES + KNOWN


def test_each_change_says_what_the_list_does_to_the_reference(planned: Planned) -> None:
    changes = planned().changes
    assert [change.effect for change in changes] == [Effect.NEW, Effect.REPLACED, Effect.CONFIRMED]
    assert [change.status for change in changes] == ["", "candidate", "matched"]
    assert changes[0].fields == ("title", "year", "doi")
    assert changes[1].fields == ("creator", "title", "year", "citation")


def test_an_unknown_reference_is_filled_in_with_where_it_was_seen(planned: Planned, folder: Path) -> None:
    planned().rewriting.write()
    assert values(folder, "mil:Reference1") == {
        "type": {expand("mil:Reference")},
        "sourceDocument": {expand("mil:One")},
        "referenceNumber": {"1"},
        "referenceStatus": {expand("mil:Verified")},
        "supports": {"A claim."},
        "label": {"reference 1"},
        "title": {"First made-up work"},
        "year": {"2001"},
        "doi": {"10.1000/one"},
        "sourceSeen": {"reference list of 10.1000/One, Crossref JSON"},
        "modified": {"2030-01-02T03:04:05Z"},
    }


def test_what_was_there_before_is_kept_as_a_note(planned: Planned, folder: Path) -> None:
    planned().rewriting.write()
    found = values(folder, "mil:Reference2")
    assert found["bibliographicCitation"] == {"Example A (2002) Second made-up work. J Examples"}
    assert not found.keys() & {"title", "year", "confidence"}
    note = (
        "Before the reference list was seen (candidate): "
        "title: A guess | year: 1999 | source seen: nowhere | confidence: low"
    )
    assert found["comment"] == {"An older note.", note}


def test_without_title_and_citation_the_given_fields_make_the_citation(planned: Planned, folder: Path) -> None:
    bare = Work(creator="Example A", journal="J Examples", volume="7", pages="11", year="2001", doi="10.1000/bare")
    planned(bibliography((1, bare), *WORKS[1:])).rewriting.write()
    assert values(folder, "mil:Reference1")["bibliographicCitation"] == {"Example A. J Examples 7: 11. 2001"}


def test_the_same_list_again_changes_nothing(planned: Planned) -> None:
    planned().rewriting.write()
    again = planned()
    assert {change.effect for change in again.changes} == {Effect.UNCHANGED}
    assert not again.rewriting.needed


def test_the_file_is_canonical_and_keeps_all_else(planned: Planned, folder: Path) -> None:
    file = folder / "ontology" / "references.ttl"
    document = values(folder, "mil:One")
    planned().rewriting.write()
    assert file.read_text(encoding="utf-8") == canonical(read(file))
    assert values(folder, "mil:One") == document
    assert [path.name for path in file.parent.iterdir()] == ["references.ttl"]


def test_references_in_several_files_are_refused(planned: Planned, folder: Path) -> None:
    other = PREFIXES + 'mil:Reference3 rdfs:comment "Elsewhere."@en .\n'
    (folder / "ontology" / "other.ttl").write_text(other, encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"ontology/other.ttl, ontology/references.ttl"):
        planned()
