"""The pages on which an editor adds and changes knowledge: what there is to change, and a form for it."""

from apiflask import APIBlueprint
from flask import Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.consultation.statement import assertion
from miliary.curation.accounts import Role
from miliary.curation.desk import Desk
from miliary.curation.filling import fill
from miliary.curation.kinds import KINDS, Kind
from miliary.curation.proposal import Status
from miliary.errors import NotFound
from miliary.vocabulary import curie
from miliary.web.auth import acting, needs
from miliary.web.controls import texts_of
from miliary.web.edit_page import BODY, SAVED, draft_named, page, saved, signature
from miliary.web.editing_room import desk, proposals
from miliary.web.forms import page_of
from miliary.web.mapping_sets import links_of
from miliary.web.opened import opened
from miliary.web.representations import accepted

editing = APIBlueprint("editing", __name__, tag="Curation", url_prefix="/edit")

_MOST_FOUND, _MOST_STATEMENTS = 12, 60


@editing.get("")
@editing.doc(summary="What can be added or changed", responses=page_of())
@needs(Role.EDITOR)
def index() -> AnyResponse:
    """Show what can be added, find what can be changed, and list the editor's own drafts."""
    accepted(["text/html"])
    asked = request.args.get("q", "").strip()[:200]
    hits = opened().terms.search(asked, _MOST_FOUND) if asked else []
    known = [each for each in opened().citations.values() if hits and hits[0].id in (each.disease, each.subject)]
    shown = render_template(
        "edit.html",
        asked=asked,
        hits=hits,
        kinds=KINDS.values(),
        links=links_of(curie(hits[0].id)) if hits else (),
        statements=[assertion(each) for each in known[:_MOST_STATEMENTS]],
        drafts=proposals().list(statuses={Status.DRAFT, Status.CHANGES_REQUESTED}, author=acting().id),
        version=opened().version,
    )
    return Response(shown, mimetype="text/html")


@editing.get("/<string:kind>/new")
@editing.doc(summary="A form for something new", responses=page_of(422))
@needs(Role.EDITOR)
def new(kind: str) -> AnyResponse:
    """Show an empty form; what the address names by a field's name stands in it."""
    accepted(["text/html"])
    draft = draft_named()
    place = desk(draft.change if draft else None)
    given = {name: request.args.getlist(name) for name in request.args}
    return page(place, place.forms.open(_kind(kind), given=given), draft)


@editing.post("/<string:kind>/new")
@editing.doc(summary="Save something new", responses=SAVED, extensions={"x-request-body": BODY})
@needs(Role.EDITOR)
def save_new(kind: str) -> AnyResponse:
    """Keep what the form adds in a draft, or show the form again with what is wrong with it."""
    return _save(_kind(kind), "")


@editing.get("/<string:name>")
@editing.doc(summary="A form for what there is", responses=page_of(404))
@needs(Role.EDITOR)
def change(name: str) -> AnyResponse:
    """Show the form of the term with this local name, as its file has it now."""
    accepted(["text/html"])
    draft = draft_named()
    place = desk(draft.change if draft else None)
    subject = f"mil:{name}"
    return page(place, place.forms.open(place.kind_of(subject), subject), draft)


@editing.post("/<string:name>")
@editing.doc(summary="Save a change", responses=SAVED, extensions={"x-request-body": BODY})
@needs(Role.EDITOR)
def save_change(name: str) -> AnyResponse:
    """Keep what the form changes in a draft, or show the form again with what is wrong with it."""
    return _save(None, f"mil:{name}")


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise NotFound(f"There is no form for a new “{name}”; there are {', '.join(KINDS)}.", kind=name)
    return KINDS[name]


def _save(kind: Kind | None, subject: str) -> AnyResponse:
    texts = texts_of(request.form)

    def chosen(place: Desk) -> Kind:
        return kind or place.kind_of(subject)

    return saved(
        filling=lambda place: fill(place.forms, chosen(place), subject, texts, signature()),
        opening=lambda place: place.forms.open(chosen(place), subject),
        again=lambda place: place.forms.again(chosen(place), subject, texts),
    )
