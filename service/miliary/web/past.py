"""A term as it was stated in a published version, told from the editors' history."""

from flask import Response, render_template

from miliary.curation.change import triples_of
from miliary.errors import NotFound
from miliary.store import Triples
from miliary.web.pressing import press
from miliary.web.representations import GRAPHS, accepted, graph


def past(name: str, version: str) -> Response:
    """Return what the files said of the term with this local name in a version; nothing that was derived from it.

    :raises CurationOff: no history is kept here
    :raises NotFound: the history does not know the version, or nothing was said of the term then
    """
    term = f"mil:{name}"
    history = press().history
    lines = history.at(term, version)
    if not lines:
        raise NotFound(f"Nothing was said of “{name}” in version {version}.", term=name, version=version)
    media_type = accepted(["text/html", *GRAPHS])
    if media_type != "text/html":
        return graph(Triples(triples_of(lines, trusted=True)), media_type)
    page = render_template("past.html", name=name, version=version, lines=sorted(lines), term=term)
    return Response(page, mimetype=media_type)
