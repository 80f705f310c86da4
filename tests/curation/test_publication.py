"""Publishing: the log is the commit point, and files and version follow, also after a kill and beside edits by hand."""

import shutil
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest

from miliary.composition import load
from miliary.curation import publication as module
from miliary.curation.accounts import Account
from miliary.curation.change import Change, Line
from miliary.curation.database import Database
from miliary.curation.log import Kind
from miliary.curation.proposal import Act, Status
from miliary.curation.publication import Publication
from miliary.curation.refusals import FilesMoved, InvalidChange, MustRebase, NotAllowed
from miliary.errors import KnowledgeInvalid
from miliary.knowledge.publish import open_version
from miliary.store import FolderVersions
from tests.conftest import REPOSITORY
from tests.curation.desk import Desk
from tests.curation.folders import STATEMENT, adding, statement


def test_an_approved_change_is_in_log_file_and_version(desk: Desk, editor: Account, reviewer: Account) -> None:
    entry = desk.publish(desk.percent("34.0"), editor, reviewer)
    assert desk.values(STATEMENT, "mil:percent") == {"34.0"}
    assert desk.answers("Disease0-Finding11-Table1") == 34.0
    assert (entry.number, entry.author_name, entry.reviewer_name) == (1, "edith", "Rita Reviewer")
    assert entry.version == desk.version
    assert desk.publication.log.files() == desk.workspace.lines
    assert desk.publication.log.followed() == 1


def published(data: Path) -> tuple[set[str], int]:
    """What a version says, but of blank nodes, whose names differ, how many lines."""
    quads = [str(each) for each in open_version(data).quads()]
    return {each for each in quads if "_:" not in each}, len(quads)


def test_what_is_published_by_approval_is_what_the_files_say(
    desk: Desk, editor: Account, reviewer: Account, tmp_path: Path
) -> None:
    desk.publish(desk.percent("34.0"), editor, reviewer)
    desk.publish(adding(statement("Disease0-Finding3-Table7"), desk.version), editor, reviewer)
    afresh = replace(desk.settings, data=tmp_path / "afresh")
    assert load(afresh) == desk.version
    assert published(desk.settings.data) == published(afresh.data)


def test_rules_that_were_changed_meanwhile_are_those_that_count(
    desk: Desk, editor: Account, reviewer: Account, tmp_path: Path
) -> None:
    own = shutil.copytree(REPOSITORY / "queries", tmp_path / "queries")
    (desk.settings.knowledge / "queries").unlink()  # a link to the checkout's own
    own.rename(desk.settings.knowledge / "queries")
    desk.publish(desk.percent("34.0"), editor, reviewer)
    rule = desk.settings.knowledge / "queries" / "rules" / "99-last.rq"
    rule.write_text(
        "PREFIX mil: <https://w3id.org/miliary/> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "CONSTRUCT { ?s rdfs:seeAlso ?o } WHERE { ?s mil:aboutDisease ?o . ?s mil:percent 35.0 }\n",
        encoding="utf-8",
    )
    desk.publication.follow()
    desk.publish(desk.percent("35.0"), editor, reviewer)
    assert any("rdf-schema#seeAlso" in each for each in published(desk.settings.data)[0])


def test_a_version_that_is_seen_is_opened_without_computing_anything(
    desk: Desk, editor: Account, reviewer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    point = FolderVersions._point
    seen: list[bool] = []

    def pointed(self: FolderVersions, version: str) -> None:
        seen.append((desk.settings.data / "snapshots" / version).is_dir())
        point(self, version)

    monkeypatch.setattr(FolderVersions, "_point", pointed)
    desk.publish(desk.percent("34.0"), editor, reviewer)
    assert seen == [True]


def test_the_proposal_says_that_it_is_published_and_by_which_entry(
    desk: Desk, editor: Account, reviewer: Account
) -> None:
    entry = desk.publish(desk.percent("34.0"), editor, reviewer)
    (found,) = desk.proposals.list(statuses={Status.PUBLISHED})
    assert (found.entry, found.reviewer) == (entry.number, reviewer.id)
    assert [each.act for each in desk.proposals.get(found.id).notes] == [Act.SUBMIT, Act.APPROVE, Act.PUBLISH]


def test_a_corrected_statement_is_dated_and_reviewed(desk: Desk, editor: Account, reviewer: Account) -> None:
    desk.publish(desk.percent("34.0"), editor, reviewer)
    assert desk.values(STATEMENT, "mil:curationStatus") == {"mil:Reviewed"}
    assert len(desk.values(STATEMENT, "dcterms:modified")) == 1
    assert desk.values(STATEMENT, "dcterms:creator") == {'"Example A"'}
    desk.publish(desk.percent("35.0"), editor, reviewer)
    assert len(desk.values(STATEMENT, "dcterms:modified")) == 1


def test_a_new_statement_names_who_entered_it(desk: Desk, editor: Account, reviewer: Account) -> None:
    whole = adding(statement("Disease0-Finding3-Table7"), desk.version)
    kept = {line for line in whole.additions if not line.predicate.startswith("dcterms:")}
    desk.publish(replace(whole, additions=frozenset(kept)), editor, reviewer)
    assert desk.values("mil:Disease0-Finding3-Table7", "dcterms:creator") == {'"edith"'}
    assert len(desk.values("mil:Disease0-Finding3-Table7", "dcterms:created")) == 1


def test_nothing_wrong_gets_in(desk: Desk, editor: Account, reviewer: Account) -> None:
    before = desk.version, desk.file().read_bytes()
    with pytest.raises(InvalidChange, match="not be valid") as refused:
        desk.publish(desk.percent("340.0"), editor, reviewer)
    assert "percentage from 0.0 to 100.0" in str(refused.value.extra["results"])
    assert (desk.version, desk.file().read_bytes()) == before
    assert desk.publication.log.newest(9)[0].kind is Kind.BEGINNING


def test_the_author_publishes_nothing(desk: Desk, administrator: Account) -> None:
    with pytest.raises(NotAllowed, match="second person"):
        desk.publish(desk.percent("34.0"), administrator, administrator)
    assert desk.values(STATEMENT, "mil:percent") == {"33.0"}


def test_the_second_change_of_one_statement_must_rebase(desk: Desk, editor: Account, reviewer: Account) -> None:
    first, second = desk.percent("34.0"), desk.percent("35.0")
    desk.publish(first, editor, reviewer)
    with pytest.raises(MustRebase) as refused:
        desk.publish(second, editor, reviewer)
    assert refused.value.extra["subjects"] == [STATEMENT]
    assert desk.values(STATEMENT, "mil:percent") == {"34.0"}
    desk.publish(desk.percent("35.0"), editor, reviewer)
    assert desk.values(STATEMENT, "mil:percent") == {"35.0"}


def killed_while(desk: Desk, what: str, author: Account, reviewer: Account) -> None:
    """Publish a change in a process that is gone when it comes to ``what``."""

    class Gone(BaseException):
        pass

    def gone(*_arguments: object, **_named: object) -> None:
        raise Gone

    with patch.object(*_STEPS[what], gone), pytest.raises(Gone):
        desk.publish(desk.percent("34.0"), author, reviewer)


_STEPS = {
    "writing the log": (module, "append"),
    "writing files": (Publication, "_write"),
    "loading": (module, "load"),
}


def test_a_change_that_is_not_in_the_log_never_was(desk: Desk, editor: Account, reviewer: Account) -> None:
    killed_while(desk, "writing the log", editor, reviewer)
    desk.publication.follow()
    assert desk.values(STATEMENT, "mil:percent") == {"33.0"}
    assert [each.status for each in desk.proposals.list()] == [Status.SUBMITTED]


def test_a_change_that_is_in_the_log_reaches_file_and_version(desk: Desk, editor: Account, reviewer: Account) -> None:
    killed_while(desk, "writing files", editor, reviewer)
    assert desk.values(STATEMENT, "mil:percent") == {"33.0"}
    again = Publication(desk.settings, Database(desk.database.path))
    assert again.follow() == again.log.newest(1)[0].version
    assert desk.answers("Disease0-Finding11-Table1") == 34.0
    assert again.log.files() == desk.workspace.lines


def test_an_edit_by_hand_is_published_and_noted(desk: Desk) -> None:
    desk.by_hand("mil:percent 33.0", "mil:percent 36.0")
    desk.publication.follow()
    head = desk.publication.log.newest(1)[0]
    assert (head.kind, head.version) == (Kind.FILES, desk.version)
    assert {line.value for line in head.change.additions} == {"36.0"}
    assert desk.publication.log.files() == desk.workspace.lines


def test_an_edit_by_hand_that_is_not_valid_is_not_published(desk: Desk) -> None:
    before = desk.version
    desk.by_hand("mil:percent 33.0", "mil:percent 360.0")
    with pytest.raises(KnowledgeInvalid):
        desk.publication.follow()
    assert desk.version == before
    assert desk.publication.log.newest(1)[0].kind is Kind.BEGINNING


def test_nobody_publishes_over_an_edit_by_hand(desk: Desk, editor: Account, reviewer: Account) -> None:
    change = desk.percent("34.0")
    desk.by_hand('"disease 0"@en', '"disease nought"@en')
    with pytest.raises(FilesMoved) as refused:
        desk.publish(change, editor, reviewer)
    assert len(refused.value.extra["differences"]) == 2  # type: ignore[arg-type]
    desk.publication.follow()
    desk.publish(change, editor, reviewer)
    assert desk.values("mil:Disease0", "rdfs:label") == {'"disease nought"@en'}


def test_where_both_have_moved_nothing_is_written_over(desk: Desk, editor: Account, reviewer: Account) -> None:
    killed_while(desk, "writing files", editor, reviewer)
    desk.by_hand("mil:percent 33.0", "mil:percent 37.0")
    held = desk.file().read_bytes()
    with pytest.raises(FilesMoved, match="--keep-files") as refused:
        desk.publication.follow()
    listed = str(refused.value.extra["differences"])
    assert "- mil:Disease0-Finding11-Table1 mil:percent 34.0" in listed
    assert desk.file().read_bytes() == held
    desk.publication.follow(keep_files=True)
    assert desk.answers("Disease0-Finding0-Table0") == 37.0
    assert desk.publication.log.files() == desk.workspace.lines


def test_what_was_put_back_by_hand_stays_so(desk: Desk, editor: Account, reviewer: Account) -> None:
    before = desk.file().read_bytes()
    desk.publish(desk.percent("34.0"), editor, reviewer)
    desk.file().write_bytes(before)
    desk.publication.follow()
    assert desk.file().read_bytes() == before
    assert desk.answers("Disease0-Finding11-Table1") == 33.0


def test_a_line_of_a_term_comes_and_goes(desk: Desk, editor: Account, reviewer: Account) -> None:
    line = Line("mil:Finding3", "skos:altLabel", '"third finding"@en')
    desk.publish(Change(desk.version, frozenset({line}), frozenset()), editor, reviewer)
    assert line in desk.workspace.stated
    desk.publish(Change(desk.version, frozenset(), frozenset({line})), editor, reviewer)
    assert line not in desk.workspace.stated


def test_a_new_disease_gets_a_file_that_says_what_it_is(desk: Desk, editor: Account, reviewer: Account) -> None:
    turtle = """mil:NewDisease a owl:Class ; rdfs:subClassOf mil:MiliaryEnhancementDisease ; rdfs:label "new"@en ;
        mil:differentialOf mil:MiliaryEnhancement ; skos:definition "An example."@en ;
        rdfs:isDefinedBy mil:ontology ."""
    desk.publish(adding(turtle, desk.version), editor, reviewer)
    name = "<https://w3id.org/miliary/ontology/diseases/NewDisease>"
    file = desk.workspace.lines["ontology/diseases/NewDisease.ttl"]
    assert {line.subject for line in file} == {"mil:NewDisease", name}
    assert name in desk.values("mil:ontology", "owl:imports")
    assert desk.publication.log.files() == desk.workspace.lines
