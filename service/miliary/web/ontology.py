"""The ontology for download: the release of the version that is served, in every form, and its description."""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from apiflask import APIBlueprint
from flask import Response, current_app, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from miliary.errors import NotFound
from miliary.knowledge.merge import version_iri
from miliary.knowledge.release import FORMS, Release, describe
from miliary.knowledge.release.description import distributions_of, write
from miliary.store import Solutions
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.representations import GRAPHS, accepted

ontology = APIBlueprint("ontology", __name__, tag="Terms")

_KEPT = "miliary.release"
_HTML = "text/html"
_CLASSES = "/without-assertions"
_FOR_GOOD = "public, max-age=31536000, immutable"
_AGAIN = "public, no-cache"
_TEXT = {"schema": {"type": "string"}}
_ENDINGS = {form.media_type: ending for ending, form in FORMS.items()}
_RESPONSES = {
    200: {"description": "The ontology, or a page about it.", "content": content([*_ENDINGS, _HTML])},
    302: {"description": "The version as it is now.", "headers": {"Location": _TEXT}, "content": {_HTML: _TEXT}},
    304: {"description": "What the client has is what there is."},
    **errors(404, 406),
}
_FILE = {
    200: {"description": "The ontology.", "content": content(_ENDINGS)},
    304: {"description": "What the client has is what there is."},
    **errors(404),
}
_DESCRIPTION = {
    200: {"description": "VoID and DCAT.", "content": content(GRAPHS)},
    304: {"description": "What the client has is what there is."},
    **errors(406),
}


class _Wanted(NamedTuple):
    """What an address asks for: the whole or only the classes, in which form, and whether it will always be that."""

    part: str
    ending: str
    for_good: bool


@ontology.get("/ontology")
@ontology.doc(summary="The whole ontology in one file, or a page about it", responses=_RESPONSES)
def latest() -> AnyResponse:
    """Send the release of the version that is served, as the client accepts it."""
    return _answer("")


@ontology.get("/ontology.<path:name>")
@ontology.doc(summary="The whole ontology as owl, ttl, jsonld or nt", responses=_FILE)
def in_form(name: str) -> AnyResponse:
    """Send the release of the version that is served in the form that the address ends with."""
    return _answer(f".{name}")


@ontology.get("/ontology/<path:name>")
@ontology.doc(summary="A version of the ontology, or its classes without assertions", responses=_RESPONSES)
def version(name: str) -> AnyResponse:
    """Send the version of that name, or ``without-assertions``, with or without one of the endings of a form."""
    return _answer(f"/{name}")


@ontology.get("/.well-known/void")
@ontology.doc(summary="The data set described in VoID and DCAT", responses=_DESCRIPTION)
def description() -> Response:
    """Describe the data set: licence, version, origin, counts, downloads with checksums, vocabularies, endpoint."""
    media_type = accepted(GRAPHS)

    def made() -> bytes:
        service = opened()
        files = {ending: _file("", ending) for ending in FORMS}
        told = describe(_release(), service.catalogue, service.settings.base, distributions_of(files))
        return write(told, GRAPHS[media_type])

    return _sent(_once(f"description {media_type}", made), media_type, _AGAIN)


def _answer(name: str) -> AnyResponse:
    """Answer the address that begins with ``/ontology`` and goes on with ``name``."""
    release = _release()
    declared = f"/{release.version.partition('+')[0]}"
    stem, ending = _split(name)
    if stem == declared or stem == declared + _CLASSES:
        return redirect(f"/ontology/{release.version}{name.removeprefix(declared)}")
    wanted = _wanted(stem, ending, release)
    media_type = FORMS[wanted.ending].media_type if wanted.ending else accepted([*_ENDINGS, _HTML])
    if media_type == _HTML:
        return Response(_page(release), mimetype=_HTML)
    content = _file(wanted.part, _ENDINGS[media_type])
    return _sent(content, media_type, _FOR_GOOD if wanted.for_good else _AGAIN)


def _split(name: str) -> tuple[str, str]:
    """The name without the ending of a form, and that ending; a version has dots of its own."""
    stem, _, ending = name.rpartition(".")
    return (stem, ending) if ending in FORMS else (name, "")


def _wanted(stem: str, ending: str, release: Release) -> _Wanted:
    known = {
        "": _Wanted("", ending, for_good=False),
        _CLASSES: _Wanted(_CLASSES, ending, for_good=False),
        f"/{release.version}": _Wanted("", ending, for_good=True),
        f"/{release.version}{_CLASSES}": _Wanted(_CLASSES, ending, for_good=True),
    }
    if stem not in known:
        there = [f"/ontology{each}" for each in known]
        raise NotFound(
            f"There is no “/ontology{stem}”; there are {', '.join(there)}, each also with "
            f"{', '.join(f'.{each}' for each in FORMS)}.",
            version=release.version,
            known=there,
        )
    return known[stem]


def _release() -> Release:
    kept: Release | None = current_app.extensions.get(_KEPT)
    if kept is None:
        service = opened()
        kept = current_app.extensions[_KEPT] = Release.read(service.store, service.catalogue)
    return kept


def _file(part: str, ending: str) -> bytes:
    release = _release()
    triples = release.classes if part == _CLASSES else release.whole
    return _once(f"{part} {ending}", lambda: FORMS[ending].write(triples))


def _once(name: str, made: Callable[[], bytes]) -> bytes:
    """Make what is asked for when it is first asked for: a version never changes."""
    written: dict[str, bytes] = current_app.extensions.setdefault(f"{_KEPT}.written", {})
    if name not in written:
        written[name] = made()
    return written[name]


def _sent(content: bytes, media_type: str, keeping: str) -> Response:
    response = Response(content, mimetype=media_type)
    response.headers["Cache-Control"] = keeping
    response.set_etag(hashlib.sha256(content).hexdigest())
    response.make_conditional(request)
    return response


def _page(release: Release) -> str:
    service = opened()
    counts = service.store.query(service.catalogue.load("release/counts").text)
    assert isinstance(counts, Solutions), "the query selects"
    return render_template(
        "ontology.html",
        classes=len(release.classes),
        counts=[{name: getattr(value, "value", "") for name, value in row.items()} for row in counts.records()],
        forms=FORMS,
        ontology=release.version,
        ontology_iri=version_iri(release.version),
        triples=len(release.whole),
        version=service.version,
    )
