"""The history: what was changed of a term, what it was at a version, and taking a change back."""

from pyoxigraph import NamedNode

from miliary.curation.accounts import Account
from miliary.curation.change import Change, Line
from miliary.curation.history import History
from miliary.vocabulary import PREFIXES
from tests.curation.desk import Desk
from tests.curation.folders import STATEMENT, adding, statement

PERCENT = "mil:percent"


def percents(lines: frozenset[Line]) -> set[str]:
    return {line.value for line in lines if line.predicate == PERCENT}


def test_a_term_is_told_as_it_was_and_what_was_done_to_it(desk: Desk, editor: Account, reviewer: Account) -> None:
    history, first = History(desk.publication.log), desk.version
    one = desk.publish(desk.percent("34.0"), editor, reviewer)
    two = desk.publish(desk.percent("35.0"), editor, reviewer)
    assert [percents(history.at(STATEMENT, each)) for each in (first, one.version, two.version)] == [
        {"33.0"},
        {"34.0"},
        {"35.0"},
    ]
    revisions = history.revisions(STATEMENT)
    assert [(percents(each.removed), percents(each.added)) for each in revisions] == [
        ({"33.0"}, {"34.0"}),
        ({"34.0"}, {"35.0"}),
    ]
    assert [each.entry.author_name for each in revisions] == ["edith", "edith"]


def test_each_revision_is_one_of_the_one_before(desk: Desk, editor: Account, reviewer: Account) -> None:
    for percent in ("34.0", "35.0"):
        desk.publish(desk.percent(percent), editor, reviewer)
    triples = list(History(desk.publication.log).provenance(STATEMENT))
    name = f"https://w3id.org/miliary/{STATEMENT.removeprefix('mil:')}?change="
    revision_of = NamedNode(PREFIXES["prov"] + "wasRevisionOf")
    linked = [(each.subject, each.object) for each in triples if each.predicate == revision_of]
    assert linked == [(NamedNode(name + "2"), NamedNode(name + "1"))]


def test_what_is_taken_back_is_as_it_was(desk: Desk, editor: Account, reviewer: Account) -> None:
    history = History(desk.publication.log)
    entry = desk.publish(desk.percent("34.0"), editor, reviewer)
    desk.publish(history.undoing(entry.number), editor, reviewer)
    assert desk.values(STATEMENT, PERCENT) == {"33.0"}
    assert desk.values(STATEMENT, "mil:curationStatus") == {"mil:Reviewed"}
    assert len(desk.publication.log.newest(9)) == 3


def test_a_statement_that_is_taken_back_is_gone_and_comes_back_whole(
    desk: Desk, editor: Account, reviewer: Account
) -> None:
    history, name = History(desk.publication.log), "mil:Disease0-Finding3-Table7"
    new = desk.publish(adding(statement(name.removeprefix("mil:")), desk.version), editor, reviewer)
    before = desk.workspace.about(name)
    back = desk.publish(history.undoing(new.number), editor, reviewer)
    assert desk.workspace.about(name) == frozenset()
    again = history.undoing(back.number)
    assert {line for line in again.additions if line.subject == name} == before


def test_the_history_knows_edits_by_hand(desk: Desk) -> None:
    desk.by_hand('"disease 0"@en', '"disease nought"@en')
    desk.publication.follow()
    (revision,) = History(desk.publication.log).revisions("mil:Disease0")
    assert {line.value for line in revision.added} == {'"disease nought"@en'}
    assert revision.entry.author_name == ""


def test_a_change_of_the_passage_is_one_of_the_statement(desk: Desk, editor: Account, reviewer: Account) -> None:
    passage = f"{STATEMENT}-evidence"
    old = {line for line in desk.workspace.about(passage) if line.predicate == "mil:anchorStart"}
    new = Line(passage, "mil:anchorStart", '"Another beginning"')
    desk.publish(Change(desk.version, frozenset({new}), frozenset(old)), editor, reviewer)
    (revision,) = History(desk.publication.log).revisions(STATEMENT)
    assert new in revision.added
