"""Everything that editing needs, on a small knowledge folder that is published."""

from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode

from miliary.curation.accounts import Account
from miliary.curation.change import Change
from miliary.curation.database import Database
from miliary.curation.log import Entry
from miliary.curation.proposals import Proposals
from miliary.curation.publication import Publication
from miliary.curation.workspace import Workspace
from miliary.knowledge.publish import current, open_version
from miliary.settings import Settings
from miliary.vocabulary import iri
from tests.curation.folders import STATEMENT, replacing


class Desk:
    """Everything that editing needs, on a small knowledge folder that is published."""

    def __init__(self, folder: Path, data: Path, database: Database) -> None:
        self.settings = Settings(knowledge=folder, data=data, port=0)
        self.database = database
        self.proposals = Proposals(database)
        self.publication = Publication(self.settings, database)
        self.publication.follow()

    @property
    def workspace(self) -> Workspace:
        return Workspace.open(self.settings.knowledge)

    @property
    def version(self) -> str:
        return current(self.settings.data) or ""

    def percent(self, value: str, statement: str = STATEMENT) -> Change:
        return replacing(self.workspace, statement, "mil:percent", value, self.version)

    def publish(self, change: Change, author: Account, reviewer: Account) -> Entry:
        draft = self.proposals.draft(author, change, "Smith 2024, Table 2")
        found = self.proposals.submit(draft.id, author, draft.revision)
        return self.publication.publish(found.id, reviewer, found.revision)

    def values(self, subject: str, predicate: str) -> set[str]:
        return {line.value for line in self.workspace.about(subject) if line.predicate == predicate}

    def answers(self, statement: str) -> float:
        """The percentage that the version which answers gives."""
        store = open_version(self.settings.data)
        (quad,) = store.quads(NamedNode(iri(statement)), NamedNode(iri("percent")), None, DefaultGraph())
        assert isinstance(quad.object, Literal)
        return float(quad.object.value)

    def file(self) -> Path:
        return self.settings.knowledge / "ontology" / "diseases" / "Disease0.ttl"

    def by_hand(self, old: str, new: str) -> None:
        text = self.file().read_text(encoding="utf-8")
        assert old in text
        self.file().write_text(text.replace(old, new, 1), encoding="utf-8")
