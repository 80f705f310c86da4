"""Whether log, files, proposals and the version that answers say the same, once whoever published has been killed."""

from pathlib import Path

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
from tests.curation.killing import CLIENTS, names

ALT_LABEL = "skos:altLabel"


def audited(folder: Path, data: Path) -> list[str]:
    """Let whoever comes next follow the log, and return the labels in it, each of which stands whole everywhere.

    :raises AssertionError: one stands twice, or in one of its two places only, or not in all of log, files and version
    """
    database = Database(data / FILE)
    publication = Publication(Settings(knowledge=folder, data=data, port=0, editable=True), database)
    publication.follow()

    entries = [entry for entry in publication.log.newest(100_000) if entry.kind is Kind.PROPOSAL]
    logged = sorted(min(line.value for line in entry.change.additions).split('"')[1] for entry in entries)
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
    return logged
