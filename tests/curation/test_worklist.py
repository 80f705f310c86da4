"""The worklist: what the published knowledge lacks, counted as the knowledge itself counts it."""

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from miliary.composition import Service
from miliary.curation.worklist import Chapter, Task, read_worklist
from miliary.queries.records import records
from miliary.store import EmbeddedStore
from miliary.vocabulary import MIL, curie

LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")


@pytest.fixture(scope="module")
def chapters(published: Service) -> dict[str, Chapter]:
    return {each.name: each for each in read_worklist(published.store, published.catalogue)}


def items(chapter: Chapter) -> set[str]:
    found = {task.item for task in chapter.tasks}
    assert len(found) == len(chapter.tasks)
    return found


def test_every_statement_without_a_review_is_listed_once(published: Service, chapters: dict[str, Chapter]) -> None:
    progress = records(published.store, published.catalogue, "review-progress")
    assert len(items(chapters["unreviewed"])) == sum(int(row["unreviewed"]) for row in progress) > 0


def test_the_statements_without_a_frequency_are_those_of_their_diseases(
    published: Service, chapters: dict[str, Chapter]
) -> None:
    asked = records(published.store, published.catalogue, "statements-without-frequency", disease="mil:SusacSyndrome")
    expected = {curie(row["assertion"]) for row in asked}
    assert {each for each in items(chapters["without-frequency"]) if each.startswith("mil:SusacSyndrome-")} == expected


def test_references_come_by_what_one_would_gain(published: Service, chapters: dict[str, Chapter]) -> None:
    gains = [int(task.detail.partition(" ")[0]) for task in chapters["unknown-references"].tasks]
    assert gains == sorted(gains, reverse=True)
    rows = records(published.store, published.catalogue, "unidentified-references")
    listed = {task.item for task in chapters["unknown-references"].tasks if task.group == "unidentified"}
    assert listed == {curie(row["reference"]) for row in rows}


def test_a_finding_without_any_code_is_listed_and_one_with_a_code_is_not(chapters: dict[str, Chapter]) -> None:
    found = items(chapters["unmapped"])
    assert "mil:AreaPostremaSyndrome" in found
    assert "mil:LeptomeningealEnhancement" not in found


def test_statements_that_disagree_are_listed_until_a_conflict_joins_them(published: Service) -> None:
    def unjoined(store: EmbeddedStore) -> list[str]:
        return [row["item"] for row in records(store, published.catalogue, "worklist/20-unjoined")]

    def term(name: str) -> NamedNode:
        return NamedNode(MIL + name)

    store = EmbeddedStore.memory()
    stated: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (term(name), LABEL, Literal(name)) for name in ("Flu", "Fever")
    ]
    for word, low, high in (("Often", 0.3, 0.8), ("Seldom", 0.005, 0.05)):
        stated += [
            (term(word), LABEL, Literal(word)),
            (term(f"{word}Band"), term("bandOf"), term(word)),
            (term(f"{word}Band"), term("intervalFrom"), Literal(low)),
            (term(f"{word}Band"), term("intervalTo"), Literal(high)),
            (term(f"Flu-{word}"), term("aboutDisease"), term("Flu")),
            (term(f"Flu-{word}"), term("hasSubject"), term("Fever")),
            (term(f"Flu-{word}"), term("occurrence"), term(word)),
        ]
    store.add(Triple(*each) for each in stated)
    assert unjoined(store) == [f"{MIL}Flu-Often"]
    store.add([Triple(term("Flu-Often"), term("conflictsWith"), term("Flu-Seldom"))])
    assert unjoined(store) == []


def test_a_chapter_is_filtered_by_group_and_words() -> None:
    first, second = Task("mil:A", "fever", "flu", "Table 1"), Task("mil:B", "cough", "flu", "Table 2")
    chapter = Chapter("x", "X", "Which?", (first, second, Task("mil:C", "fever", "Ebola", "")))
    assert chapter.groups() == [("Ebola", 1), ("flu", 2)]
    assert [task.item for task in chapter.only("flu")] == ["mil:A", "mil:B"]
    assert [task.item for task in chapter.only(words="FEVER table")] == ["mil:A"]
    assert [task.item for task in chapter.only("flu", "ebola")] == []
    assert len(chapter.only()) == 3
