"""The editors' worklist: what the knowledge lacks, what is proposed, what readers say; counted and filtered."""

from dataclasses import dataclass

from apiflask import APIBlueprint
from flask import Response, current_app, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.accounts import Role
from miliary.curation.proposal import OPEN
from miliary.curation.proposals import Proposals
from miliary.curation.worklist import Chapter, read_worklist
from miliary.errors import NotFound
from miliary.web.auth import needs, office
from miliary.web.forms import page_of
from miliary.web.opened import opened
from miliary.web.representations import accepted

worklist = APIBlueprint("worklist", __name__, tag="Curation")

_KEPT = "miliary.worklist"
_FEEDBACK, _PROPOSALS = "feedback", "proposals"
_ON_A_PAGE = 100
_MEANINGS = {
    "chapter": "What to list: feedback, proposals, or a chapter of what the knowledge lacks.",
    "group": "Only what belongs to this disease, kind or status.",
    "q": "Only what holds these words.",
    "page": "Which hundred of them.",
    "closed": "yes for the remarks that are closed.",
}
_PARAMETERS = [
    {"name": name, "in": "query", "required": False, "description": meaning, "schema": {"type": "string"}}
    for name, meaning in _MEANINGS.items()
]


@dataclass(frozen=True, slots=True)
class Heading:
    """A chapter as the page's contents name it."""

    name: str
    title: str
    count: int


@worklist.get("/worklist")
@worklist.doc(summary="What there is to do", responses=page_of(), extensions={"x-parameters": _PARAMETERS})
@needs(Role.EDITOR)
def listed() -> AnyResponse:
    """Show the chapters with their counts, and the tasks of one of them."""
    accepted(["text/html"])
    asked = {name: request.args.get(name, "").strip()[:200] for name in _MEANINGS}
    chapters = {each.name: each for each in _chapters()}
    proposals = Proposals(office().database).list(statuses=OPEN, most=_ON_A_PAGE)
    headings = [
        Heading(_FEEDBACK, "What readers say", office().feedback.number_open()),
        Heading(_PROPOSALS, "Open proposals", len(proposals)),
        *(Heading(each.name, each.title, len(each.tasks)) for each in chapters.values()),
    ]
    name = asked["chapter"] or next((each.name for each in headings if each.count), headings[0].name)
    if name not in {each.name for each in headings}:
        raise NotFound("There is no such chapter of the worklist.", known=[each.name for each in headings])
    details: dict[str, object] = {"proposals": proposals} if name == _PROPOSALS else {}
    if name == _FEEDBACK:
        details = {"remarks": office().feedback.list(closed=asked["closed"] == "yes")}
    elif name in chapters:
        details = _tasks(chapters[name], asked)
    page = render_template(
        "worklist.html", headings=headings, name=name, asked=asked, version=opened().version, **details
    )
    return Response(page, mimetype="text/html")


def _tasks(chapter: Chapter, asked: dict[str, str]) -> dict[str, object]:
    """The hundred tasks of a chapter that are asked for, and what is around them."""
    found = chapter.only(asked["group"], asked["q"])
    pages = max(1, -(-len(found) // _ON_A_PAGE))
    page = min(int(asked["page"]), pages) if asked["page"].isascii() and asked["page"].isdecimal() else 1
    first = (max(page, 1) - 1) * _ON_A_PAGE
    return {
        "chapter": chapter,
        "groups": chapter.groups(),
        "found": len(found),
        "tasks": found[first : first + _ON_A_PAGE],
        "first": first,
        "page": max(page, 1),
        "pages": pages,
    }


def _chapters() -> tuple[Chapter, ...]:
    """The tasks of the version that is served, read when they are first asked for: a version never changes."""
    kept: tuple[Chapter, ...] | None = current_app.extensions.get(_KEPT)
    if kept is None:
        service = opened()
        kept = current_app.extensions[_KEPT] = read_worklist(service.store, service.catalogue)
    return kept
