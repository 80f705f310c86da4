"""What was changed, when, by whom and why: for people's feed readers, for programs, and for whoever cites a version."""

from collections.abc import Iterable
from datetime import datetime
from http import HTTPStatus
from typing import Any
from xml.etree import ElementTree as ET

from apiflask import APIBlueprint, Schema, fields
from flask import Response, json, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.log import Entry
from miliary.curation.tokens import Scope
from miliary.errors import NotFound
from miliary.store import Triples
from miliary.vocabulary import iri
from miliary.web import record
from miliary.web.auth import acting, needs_token
from miliary.web.openapi import content, errors
from miliary.web.pressing import press
from miliary.web.proposing import accept, answer
from miliary.web.representations import GRAPHS, accepted, graph
from miliary.web.script_writes import ACCEPTED

changes = APIBlueprint("changes", __name__, tag="History")

_ATOM = "application/atom+xml"
_FEED = "application/feed+json"
_SPACE = "http://www.w3.org/2005/Atom"
_MOST = 50
_JSON = {"application/json": {"schema": {"type": "object"}}}
_HTML = {"text/html": {"schema": {"type": "string"}}}
_FILTERS = [
    {"name": name, "in": "query", "required": False, "description": text, "schema": {"type": kind}}
    for name, kind, text in (
        ("before", "integer", "Only changes with a smaller number, to go on where a list ended."),
        ("term", "string", "Only what changed this term, a local name or CURIE, or a statement about it."),
        ("person", "string", "Only what somebody of this name proposed or agreed to."),
        ("kind", "string", "Only those that came from here: beginning, proposal or files."),
    )
]
_TITLE = "Miliary: what was changed"
_NAMED_IN_A_TITLE = 3


class PublishedChangeSchema(Schema):
    """A published change."""

    number = fields.Integer(required=True)
    kind = fields.String(required=True, metadata={"enum": ["beginning", "proposal", "files"]})
    at = fields.DateTime(required=True)
    version = fields.String(required=True, metadata={"description": "The version that it was published as; cite it."})
    author = fields.String(required=True, metadata={"description": "Empty for a change made in the files by hand."})
    reviewer = fields.String(required=True)
    reason = fields.String(required=True)
    proposal = fields.Integer(allow_none=True, required=True)
    terms = fields.List(fields.String(), required=True)
    additions = fields.List(fields.String(), required=True)
    deletions = fields.List(fields.String(), required=True)


@changes.get("/changes")
@changes.doc(
    summary="What was changed",
    responses={200: {"description": "The page.", "content": _HTML}, **errors(400, 404, 406)},
    extensions={"x-parameters": _FILTERS},
)
def listed() -> Response:
    """List the published changes, the newest first: when, who, why, and what of which terms, in words."""
    accepted(["text/html"])
    return Response(record.listing(), mimetype="text/html")


@changes.get("/changes.atom")
@changes.doc(
    summary="What was changed, as an Atom feed",
    responses={200: {"description": "The feed, the newest first.", "content": content([_ATOM])}, **errors(400, 404)},
    extensions={"x-parameters": _FILTERS},
)
def atom() -> Response:
    """Tell the published changes, the newest first."""
    entries = _entries()
    feed = ET.Element(f"{{{_SPACE}}}feed")
    _texts(feed, title=_TITLE, id=iri("changes"), updated=_moment(entries[0].at) if entries else "")
    ET.SubElement(feed, f"{{{_SPACE}}}link", rel="self", href=request.base_url)
    for entry in entries:
        item = ET.SubElement(feed, f"{{{_SPACE}}}entry")
        _texts(item, title=_title(entry), id=_iri(entry), updated=_moment(entry.at), summary=entry.reason)
        ET.SubElement(item, f"{{{_SPACE}}}link", rel="alternate", href=_address(entry))
        for role, name in (("author", entry.author_name), ("contributor", entry.reviewer_name)):
            if name:
                _texts(ET.SubElement(item, f"{{{_SPACE}}}{role}"), name=name)
        _texts(item, content=_lines(entry))
    ET.register_namespace("", _SPACE)
    return Response(ET.tostring(feed, encoding="utf-8", xml_declaration=True), mimetype=_ATOM)


@changes.get("/changes.json")
@changes.doc(
    summary="What was changed, as a JSON feed",
    responses={200: {"description": "The feed, the newest first.", "content": content([_FEED])}, **errors(400, 404)},
    extensions={"x-parameters": _FILTERS},
)
def json_feed() -> Response:
    """Tell the published changes, the newest first (JSON Feed 1.1)."""
    items = [
        {
            "id": _iri(entry),
            "url": _address(entry),
            "title": _title(entry),
            "summary": entry.reason,
            "content_text": _lines(entry),
            "date_published": _moment(entry.at),
            "authors": [{"name": name} for name in (entry.author_name, entry.reviewer_name) if name],
        }
        for entry in _entries()
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _TITLE,
        "feed_url": request.base_url,
        "items": items,
    }
    return Response(json.dumps(feed), mimetype=_FEED)


@changes.get("/changes/<int:number>")
@changes.output(PublishedChangeSchema, description="The change.")
@changes.doc(summary="A published change", responses={200: {"content": _HTML}, **errors(404, 406)})
def one(number: int) -> Response:
    """Return a published change: every line, who proposed it, who agreed, and the version that came of it."""
    entry = entry_of(number)
    if accepted(["application/json", "text/html"]) == "text/html":
        return Response(record.change_page(entry), mimetype="text/html")
    return Response(json.dumps(_written(entry)), mimetype="application/json")


@changes.post("/changes/<int:number>/undo")
@changes.doc(summary="Propose to take a change back", responses={**ACCEPTED, **errors(401, 403, 404, 409, 422)})
@needs_token(Scope.PROPOSE)
def undo(number: int) -> AnyResponse:
    """Propose the change that takes a published one back, as far as it still stands."""
    change = press().history.undoing(number)
    account = acting()
    accept(change, account.display)
    reason = request.args.get("reason", "").strip() or f"Takes back change {number}."
    draft = press().proposals.draft(account, change, reason)
    return answer(press().proposals.submit(draft.id, account, draft.revision), HTTPStatus.ACCEPTED)


@changes.get("/history/<path:name>")
@changes.doc(
    summary="The revisions of a term",
    responses={
        200: {
            "description": "The revisions, oldest first; in PROV-O for those who ask for RDF.",
            "content": _JSON | _HTML | content(GRAPHS),
        },
        **errors(404, 406),
    },
)
def history(name: str) -> Response:
    """Tell every published change of a term and of the passages it rests on."""
    term = f"mil:{name}"
    revisions = press().history.revisions(term)
    if not revisions:
        raise NotFound(f"The history knows nothing of “{name}”.", term=name)
    media_type = accepted(["application/json", "text/html", *GRAPHS])
    if media_type == "text/html":
        return Response(record.history_page(term, revisions), mimetype=media_type)
    if media_type != "application/json":
        return graph(Triples(press().history.provenance(term)), media_type)
    listed = [
        _written(each.entry)
        | {"additions": _sorted(each.added), "deletions": _sorted(each.removed), "revision": each.iri}
        for each in revisions
    ]
    return Response(json.dumps({"term": term, "revisions": listed}), mimetype="application/json")


def _entries() -> tuple[Entry, ...]:
    return press().publication.log.newest(_MOST, record.before(), record.wanted())


def entry_of(number: int) -> Entry:
    """Return a published change.

    :raises NotFound: there is none of that number
    """
    found = press().publication.log.entry(number)
    if found is None:
        raise NotFound(f"There is no published change {number}.", change=number)
    return found


def _written(entry: Entry) -> dict[str, Any]:
    return {
        "number": entry.number,
        "kind": str(entry.kind),
        "at": _moment(entry.at),
        "version": entry.version,
        "author": entry.author_name,
        "reviewer": entry.reviewer_name,
        "reason": entry.reason,
        "proposal": entry.proposal,
        "terms": sorted(entry.change.subjects),
        "additions": _sorted(entry.change.additions),
        "deletions": _sorted(entry.change.deletions),
    }


def _sorted(lines: Iterable[object]) -> list[str]:
    return sorted(map(str, lines))


def _title(entry: Entry) -> str:
    terms = sorted(entry.change.subjects)
    said = ", ".join(terms[:_NAMED_IN_A_TITLE]) + (" …" if len(terms) > _NAMED_IN_A_TITLE else "")
    return f"Version {entry.version}: {said or 'the history begins'}"


def _lines(entry: Entry) -> str:
    signed = [f"+ {each}" for each in _sorted(entry.change.additions)]
    return "\n".join([*(f"- {each}" for each in _sorted(entry.change.deletions)), *signed])


def _texts(element: ET.Element, **texts: str) -> None:
    for name, text in texts.items():
        ET.SubElement(element, f"{{{_SPACE}}}{name}").text = _printable(text)


def _printable(text: str) -> str:
    """What XML can hold of a text."""
    return "".join(each for each in text if each >= " " or each in "\n\t")


def _moment(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _iri(entry: Entry) -> str:
    return iri(f"change/{entry.number}")


def _address(entry: Entry) -> str:
    return f"{request.host_url}changes/{entry.number}"
