"""What the routes of curation share: the shapes, the editors' files, proposals, and the desk of whoever asks."""

from functools import cached_property, lru_cache

from flask import current_app

from miliary.curation.change import Change
from miliary.curation.desk import Desk
from miliary.curation.effect import Effect
from miliary.curation.fields import FieldReader
from miliary.curation.kinds import EVIDENCE, KINDS, MAPPING
from miliary.curation.press import Press
from miliary.curation.proposals import Proposals
from miliary.curation.workspace import Workspace
from miliary.web.opened import opened
from miliary.web.pressing import press

KEPT = "miliary.editing"
"""The place of the :class:`EditingRoom` among an application's extensions."""

_EFFECTS_KEPT = 64


class EditingRoom:
    """The tools of one application; whether the files are what they were is looked at with each request."""

    def __init__(self, press: Press, reader: FieldReader) -> None:
        self.press = press
        self.reader = reader
        self._effect = lru_cache(_EFFECTS_KEPT)(self._effect_on)

    @cached_property
    def properties(self) -> dict[str, str]:
        """What the forms call each property, as lines have it."""
        shapes = [shape for kind in (MAPPING, *KINDS.values(), EVIDENCE) for shape in kind.shapes]
        return self.reader.labels(shapes)

    def workspace(self) -> Workspace:
        """Return the editors' files as they are now; as long as none has changed, they are not read anew."""
        return self.press.graphs.current().workspace

    def effect(self, change: Change) -> Effect:
        """Say what an acceptable change would do; it is computed once for a change and the files as they are."""
        return self._effect(id(self.workspace().contents), change)

    def _effect_on(self, _files: int, change: Change) -> Effect:
        return self.press.effects.of(change)


def editing_room() -> EditingRoom:
    """Return the tools of the application that handles the current request."""
    kept: EditingRoom | None = current_app.extensions.get(KEPT)
    if kept is None:
        kept = EditingRoom(press(), FieldReader.of(opened().settings.knowledge))
        current_app.extensions[KEPT] = kept
    return kept


def base() -> str:
    """Return the version that the files have been published as: the one that answers may be a moment behind."""
    head = editing_room().press.publication.log.head()
    return opened().version if head is None else head.version


def desk(draft: Change | None = None) -> Desk:
    """Return the files as they are, with what a draft changes already."""
    service, room = opened(), editing_room()
    published = (service.store, service.catalogue, service.terms)
    return Desk(room.workspace(), room.reader, published, base(), draft)


def proposals() -> Proposals:
    """Return the proposals."""
    return editing_room().press.proposals
