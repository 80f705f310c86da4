"""What the routes of curation share: the shapes, the editors' folder, proposals, and the desk of whoever asks."""

from functools import cached_property
from pathlib import Path

from flask import current_app

from miliary.curation.change import Change
from miliary.curation.desk import Desk
from miliary.curation.fields import FieldReader
from miliary.curation.graph import Graphs
from miliary.curation.kinds import EVIDENCE, KINDS
from miliary.curation.proposals import Proposals
from miliary.curation.validation import Validator
from miliary.curation.workspace import Workspace
from miliary.web.auth import office
from miliary.web.opened import opened

KEPT = "miliary.editing"


class EditingRoom:
    """The tools of one application; whether the files are what they were is looked at with each request."""

    def __init__(self, knowledge: Path) -> None:
        self.reader = FieldReader.of(knowledge)
        self._graphs = Graphs(knowledge)
        self.validator = Validator(self._graphs)

    def workspace(self) -> Workspace:
        """Return the editors' files as they are now; as long as none has changed, they are not read anew."""
        return self._graphs.current().workspace

    @cached_property
    def properties(self) -> dict[str, str]:
        """What the forms call each property, by CURIE."""
        shapes = [shape for kind in (*KINDS.values(), EVIDENCE) for shape in kind.shapes]
        return {each.predicate: each.label for group in self.reader.groups(shapes) for each in group.fields}


def editing_room() -> EditingRoom:
    """Return the tools of the application that handles the current request."""
    kept: EditingRoom | None = current_app.extensions.get(KEPT)
    if kept is None:
        kept = current_app.extensions[KEPT] = EditingRoom(opened().settings.knowledge)
    return kept


def desk(draft: Change | None = None) -> Desk:
    """Return the files as they are, with what a draft changes already."""
    service, room = opened(), editing_room()
    published = (service.store, service.catalogue, service.terms)
    return Desk(room.workspace(), room.reader, published, service.version, draft)


def proposals() -> Proposals:
    """Return the proposals."""
    return Proposals(office().database)
