"""Passages against the text of an article: a small one for every way to go astray, and the real one where it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from miliary.errors import KnowledgeError, UnknownTerm
from miliary.knowledge.passages import Outcome, check_article
from miliary.knowledge.sources import Sources
from tests.conftest import REPOSITORY
from tests.knowledge.synthetic import PREFIXES

PAPER = REPOSITORY.parent / "shared" / "paper"
TEXT = """Signs

Headache is com-
mon and often severe. Fever is rare. Headache is common in children, nausea is not.

Course

The course is mild. All recover.
"""
DOCUMENT = """mil:{name} a mil:SourceDocument ;
    rdfs:label "{name}"@en ;
    mil:doi "10.1000/{name}" .
mil:{name}-Signs a mil:DocumentPart ;
    mil:sourceDocument mil:{name} ;
    rdfs:label "section Signs"@en ;
    mil:heading "Signs" ;
    mil:firstWords "Headache is common and" ;
    mil:lastWords "nausea is not." .
mil:{name}-Course a mil:DocumentPart ;
    mil:sourceDocument mil:{name} ;
    rdfs:label "section Course"@en ;
    mil:heading "Course" ;
    mil:firstWords "The course" ;
    mil:lastWords "All recover." .
"""
EVIDENCE = """mil:Passage a mil:Evidence ;
    mil:sourceDocument mil:One ;
    mil:locator "{}" ;
    mil:anchorStart "{}" ;
    mil:anchorEnd "{}" .
"""
Check = Callable[..., Outcome]


def folder(path: Path, turtle: str) -> Path:
    """A knowledge folder of one file."""
    (path / "ontology").mkdir()
    (path / "queries").symlink_to(REPOSITORY / "queries")
    (path / "ontology" / "one.ttl").write_text(PREFIXES + turtle, encoding="utf-8")
    return path


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Check one passage: its locator, first and last words."""

    def check(*words: str, text: str = TEXT) -> Outcome:
        sources = Sources.open(folder(tmp_path, DOCUMENT.format(name="One") + EVIDENCE.format(*words)))
        return check_article(sources, sources.document(), text)

    return check


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("Headache is common and often", "severe."),
        ("Headache is common and", "and often severe."),
        ("Fever is rare.", "Fever is rare."),
        ("Fever is rare.", "is rare."),
        ("Headache is common in", "nausea is not."),
    ],
)
def test_a_passage_that_stands_where_it_should_does_not_fail(check: Check, start: str, end: str) -> None:
    assert check("section Signs", start, end) == Outcome(1, ())


@pytest.mark.parametrize(
    ("locator", "start", "end", "why"),
    [
        (
            "section Sings",
            "Fever",
            "rare",
            "“section Sings” names no part of the document; did you mean “section Si",
        ),
        ("Table 9, Sex", "Fever", "rare", "names no part of the document; there are section Course, section Signs."),
        ("section Signs", "Headache is common", "severe.", "occurs 2 times in section Signs: choose first words"),
        ("section Course", "Fever is", "rare", "“Fever is” stands in section Signs instead of section Course"),
        ("section Course", "The course", "is rare", "“is rare” stands in section Signs instead of section Course"),
        ("section Signs", "Fever is", "often severe", "“often severe” stands in section Signs before “Fever is”"),
        ("section Signs", "Fever is", "Fever", "not after it: the passage ends later"),
        ("section Signs", "fever is", "rare", "“fever is” occurs in section Signs with other capitals"),
        ("section Signs", "Fever is common", "rare", "does not occur in section Signs, though “Fever is” does"),
        ("section Signs", "Cough", "rare", "“Cough” does not occur anywhere in the text"),
        ("section Signs", "nausea is not. Course", "not.", "in none of its parts"),
    ],
)
def test_one_that_does_not_says_what_would_help(check: Check, locator: str, start: str, end: str, why: str) -> None:
    (failure,) = check(locator, start, end).failures
    assert (failure.file, failure.term) == ("ontology/one.ttl", "https://w3id.org/miliary/Passage")
    assert why in failure.message
    assert str(failure).startswith("ontology/one.ttl: Passage: ")


def test_a_part_that_is_not_in_the_text_fails_with_its_passages(check: Check) -> None:
    failures = check("section Course", "The course", "mild.", text=TEXT.replace("The course", "Its course")).failures
    assert [failure.term.rpartition("/")[2] for failure in failures] == ["One-Course", "Passage"]
    assert "“Course The course”, which does not occur" in failures[0].message
    assert "“section Course” was not found in the text" in failures[1].message


def test_of_several_documents_one_must_be_named(tmp_path: Path) -> None:
    both = DOCUMENT.format(name="One") + DOCUMENT.format(name="Two")
    sources = Sources.open(folder(tmp_path, both))
    with pytest.raises(KnowledgeError, match="--document: mil:One, mil:Two"):
        sources.document()
    assert {sources.document(name).label for name in ("mil:Two", "two", "10.1000/Two")} == {"Two"}
    with pytest.raises(UnknownTerm):
        sources.document("mil:Three")


def test_without_a_document_there_is_nothing_to_check(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no source document"):
        Sources.open(folder(tmp_path, "")).document()


def test_every_passage_stands_in_the_article() -> None:
    texts = sorted(PAPER.glob("*.txt"))
    if not texts:
        pytest.skip("the article's text is not beside the checkout (../shared/paper)")
    sources = Sources.open(REPOSITORY)
    outcome = check_article(sources, sources.document(), texts[0].read_text(encoding="utf-8"))
    assert outcome.passages > 1000
    assert [str(failure) for failure in outcome.failures] == []
