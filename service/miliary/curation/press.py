"""What proposing and publishing need, made once for a process: the graph of the files, and whoever looks at it."""

from dataclasses import dataclass

from miliary.curation.database import Database
from miliary.curation.effect import Effects
from miliary.curation.graph import Graphs
from miliary.curation.history import History
from miliary.curation.proposals import Proposals
from miliary.curation.publication import Publication
from miliary.curation.validation import Validator
from miliary.settings import Settings


@dataclass(frozen=True, slots=True)
class Press:
    """The tools of one process; they share the graph of the editors' files, which follows these."""

    graphs: Graphs
    validator: Validator
    effects: Effects
    proposals: Proposals
    publication: Publication
    history: History

    @classmethod
    def of(cls, settings: Settings, database: Database) -> "Press":
        """Make the tools for the knowledge of ``settings`` and the database of its editors; nothing is read yet."""
        graphs = Graphs(settings.knowledge)
        publication = Publication(settings, database, graphs)
        return cls(
            graphs=graphs,
            validator=publication.validator,
            effects=Effects(graphs),
            proposals=Proposals(database),
            publication=publication,
            history=History(publication.log),
        )
