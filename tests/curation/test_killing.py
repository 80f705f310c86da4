"""Kill -9 while ten clients propose and publish: what was acknowledged is there, whole, and nowhere half."""

import subprocess
import sys
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode

from miliary.curation.database import FILE, Database
from miliary.curation.log import Kind
from miliary.curation.proposal import Status
from miliary.curation.proposals import Proposals
from miliary.curation.publication import Publication, digest_of
from miliary.curation.workspace import Workspace
from miliary.knowledge.publish import current, open_version
from miliary.settings import Settings
from miliary.vocabulary import SKOS, expand
from tests.conftest import REPOSITORY
from tests.curation.folders import write_folder
from tests.curation.killing import ACKNOWLEDGED, CLIENTS, names

pytestmark = pytest.mark.alone

ALT_LABEL = "skos:altLabel"


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.long)])
def test_nothing_acknowledged_is_lost_and_nothing_is_half(tmp_path: Path, kills: int) -> None:
    folder, data = write_folder(tmp_path / "knowledge", diseases=CLIENTS, assertions=1), tmp_path / "data"
    command = [sys.executable, "-m", "tests.curation.killing", str(folder), str(data), str(kills), "8"]
    subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    database = Database(data / FILE)
    publication = Publication(Settings(knowledge=folder, data=data, port=0, editable=True), database)
    publication.follow()

    entries = [entry for entry in publication.log.newest(100_000) if entry.kind is Kind.PROPOSAL]
    logged = sorted(min(line.value for line in entry.change.additions).split('"')[1] for entry in entries)
    acknowledged = (data / ACKNOWLEDGED).read_text(encoding="utf-8").split()
    assert acknowledged
    assert set(acknowledged) <= set(logged)
    assert len(logged) == len(set(logged))
    published = Proposals(database).list(statuses={Status.PUBLISHED}, most=100_000)
    assert sorted(each.entry or 0 for each in published) == sorted(each.number for each in entries)

    workspace = Workspace.open(folder)
    store = open_version(data)
    for place in (0, 1):
        terms = [names(client)[place] for client in range(CLIENTS)]
        stated = [line.value for term in terms for line in workspace.about(term) if line.predicate == ALT_LABEL]
        assert sorted(value.split('"')[1] for value in stated) == logged
        quads = (quad for term in terms for quad in store.quads(NamedNode(expand(term)), NamedNode(SKOS + "altLabel")))
        kept = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
        assert sorted(kept) == logged

    head = publication.log.newest(1)[0]
    assert publication.log.files() == workspace.lines
    assert head.after == digest_of(workspace.contents)
    assert head.version == current(data)
