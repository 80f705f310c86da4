"""What is read of the checkout's files, once for all tests that leave them as they are."""

from dataclasses import replace
from functools import cache

from apiflask import APIFlask

from miliary.curation.effect import Effects
from miliary.curation.fields import FieldReader
from miliary.curation.graph import Graphs
from miliary.curation.office import Office
from miliary.curation.press import Press
from miliary.curation.validation import Validator
from miliary.settings import Settings
from miliary.web.editing_room import KEPT, EditingRoom


def share(app: APIFlask, office: Office, settings: Settings) -> None:
    """Let an application edit with what was read for another; its proposals are its own."""
    reader, graphs, validator, effects = _read(settings)
    press = Press.of(settings, office.database)
    shared = replace(press, graphs=graphs, validator=validator, effects=effects)
    app.extensions[KEPT] = EditingRoom(shared, reader)


@cache
def _read(settings: Settings) -> tuple[FieldReader, Graphs, Validator, Effects]:
    graphs = Graphs(settings.knowledge)
    return FieldReader.of(settings.knowledge), graphs, Validator(graphs), Effects(graphs)
