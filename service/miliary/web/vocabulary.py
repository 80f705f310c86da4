"""The term service: search over all terms, one term, what lies above and below it, and its codes elsewhere.

Terms and pages have the shape of EBI's Ontology Lookup Service (OLS4), so that what reads the one reads the other.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from apiflask import APIBlueprint
from flask import Response, current_app, json, request, url_for
from marshmallow import RAISE

from miliary.queries.records import records
from miliary.terms import Entry, Found, Taken, Thesaurus
from miliary.vocabulary import MIL, ONTOLOGY, SSSOM, curie
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.representations import accepted
from miliary.web.schemas.vocabulary import (
    FoundPageSchema,
    MappingsSchema,
    PagingSchema,
    TermDetailSchema,
    TermPageSchema,
    TermSearchSchema,
)

vocabulary = APIBlueprint("vocabulary", __name__, url_prefix="/api/v1/terms", tag="Vocabulary")

T = TypeVar("T")

_JSON = "application/json"
_KEPT = "miliary.thesaurus"
_ONE = "/<path:name>"
_BY = "The term goes by its local name, its CURIE, its (percent-encoded) IRI, or a code that stands for it."


@vocabulary.before_request
def _refuse_unknown_formats() -> None:
    """Answer in JSON or not at all.

    :raises NotAcceptable: the caller takes no JSON
    """
    accepted([_JSON])


@vocabulary.get("")
@vocabulary.input(TermSearchSchema, location="query", arg_name="search", unknown=RAISE)
@vocabulary.output(FoundPageSchema, description="The terms that fit, the best first; none when nothing does.")
@vocabulary.doc(summary="Search among all terms", responses=errors(406, 422))
def find(search: dict[str, Any]) -> Response:
    """Find diseases, findings, structures, tests, treatments and organisms, and tell what of each fits and how.

    What identifies a term comes first, then what is linked to a code, then names. Of names that fit equally well the
    one comes first about whose term something is stated for more diseases.
    """
    looked_up = _thesaurus()
    kinds = {looked_up.kind(each) for each in search["kind"]} if search.get("kind") else None
    if "q" in search:
        return _page(looked_up.search(search["q"], kinds), search, _found)
    return _page(looked_up.terms(kinds), search, lambda each: _term(each) | {"matched": None})


@vocabulary.get(_ONE, merge_slashes=False)
@vocabulary.output(TermDetailSchema, description="The term.")
@vocabulary.doc(summary="One term", description=_BY, responses=errors(404, 406, 422))
def one(name: str) -> Response:
    """Return one term; for a code, the term that it stands for, and how the two are linked."""
    taken = _thesaurus().take(name)
    response = _json(_term(_entry(taken)) | {"version": opened().version, "taken_from": _taken_from(name, taken)})
    response.headers["Content-Location"] = _address("one", taken.id)
    return response


@vocabulary.get(f"{_ONE}/parents", merge_slashes=False)
@vocabulary.input(PagingSchema, location="query", arg_name="paging", unknown=RAISE)
@vocabulary.output(TermPageSchema, description="The terms, by label.")
@vocabulary.doc(summary="The terms directly above a term", description=_BY, responses=errors(404, 406, 422))
def parents(name: str, paging: dict[str, Any]) -> Response:
    """List the terms above which there is nothing between them and the term."""
    looked_up = _thesaurus()
    return _page(looked_up.hierarchy.parents(looked_up.take(name).id), paging, _term)


@vocabulary.get(f"{_ONE}/children", merge_slashes=False)
@vocabulary.input(PagingSchema, location="query", arg_name="paging", unknown=RAISE)
@vocabulary.output(TermPageSchema, description="The terms, by label.")
@vocabulary.doc(summary="The terms directly below a term", description=_BY, responses=errors(404, 406, 422))
def children(name: str, paging: dict[str, Any]) -> Response:
    """List the terms below which there is nothing between them and the term."""
    looked_up = _thesaurus()
    return _page(looked_up.hierarchy.children(looked_up.take(name).id), paging, _term)


@vocabulary.get(f"{_ONE}/ancestors", merge_slashes=False)
@vocabulary.input(PagingSchema, location="query", arg_name="paging", unknown=RAISE)
@vocabulary.output(TermPageSchema, description="The terms, by label.")
@vocabulary.doc(summary="All terms above a term", description=_BY, responses=errors(404, 406, 422))
def ancestors(name: str, paging: dict[str, Any]) -> Response:
    """List the terms above a term, at any distance."""
    looked_up = _thesaurus()
    return _page(looked_up.hierarchy.ancestors(looked_up.take(name).id), paging, _term)


@vocabulary.get(f"{_ONE}/descendants", merge_slashes=False)
@vocabulary.input(PagingSchema, location="query", arg_name="paging", unknown=RAISE)
@vocabulary.output(TermPageSchema, description="The terms, by label.")
@vocabulary.doc(summary="All terms below a term", description=_BY, responses=errors(404, 406, 422))
def descendants(name: str, paging: dict[str, Any]) -> Response:
    """List the terms below a term, at any distance."""
    looked_up = _thesaurus()
    return _page(looked_up.hierarchy.descendants(looked_up.take(name).id), paging, _term)


@vocabulary.get(f"{_ONE}/mappings", merge_slashes=False)
@vocabulary.output(MappingsSchema, description="The links, by vocabulary.")
@vocabulary.doc(summary="The codes of a term in other vocabularies", description=_BY, responses=errors(404, 406, 422))
def mappings(name: str) -> Response:
    """List how a term is linked to other vocabularies, and in which it was looked for in vain."""
    service = opened()
    entry = _entry(_thesaurus().take(name))
    rows = records(service.store, service.catalogue, "terms/mappings-of-a-term", term=entry.id)
    found = [_mapping(entry.id, row) for row in rows]
    return _json({"version": service.version, "term": _named(entry.id, entry.label), "mappings": found})


def _thesaurus() -> Thesaurus:
    """The thesaurus of the version that is served, read when it is first asked for: a version never changes."""
    kept: Thesaurus | None = current_app.extensions.get(_KEPT)
    if kept is None:
        service = opened()
        kept = current_app.extensions[_KEPT] = Thesaurus.read(service.terms, service.store, service.catalogue)
    return kept


def _entry(taken: Taken) -> Entry:
    return _thesaurus().hierarchy[taken.id]


def _term(entry: Entry) -> dict[str, object]:
    kind = _thesaurus().kinds.get(entry.kind)
    return {
        "iri": entry.id,
        "lang": "en",
        "label": entry.label,
        "description": list(entry.definitions),
        "synonyms": list(entry.synonyms),
        "ontology_name": "miliary",
        "ontology_prefix": "mil",
        "ontology_iri": ONTOLOGY,
        "short_form": _short(entry.id),
        "obo_id": curie(entry.id),
        "is_obsolete": entry.obsolete,
        "term_replaced_by": entry.replaced_by,
        "is_defining_ontology": True,
        "has_children": bool(entry.children),
        "is_root": not entry.parents,
        "kind": _named(entry.kind, kind) if kind else None,
        "_links": _links_of(entry),
    }


def _links_of(entry: Entry) -> dict[str, dict[str, str]]:
    lists = ["mappings"]
    lists += ["parents", "ancestors"] if entry.parents else []
    lists += ["children", "descendants"] if entry.children else []
    links = {"self": _address("one", entry.id), "page": url_for("terms.term", name=_short(entry.id))}
    links |= {each: _address(each, entry.id) for each in lists}
    return {name: {"href": address} for name, address in links.items()}


def _found(found: Found) -> dict[str, object]:
    matched = {
        "text": found.matched,
        "called": found.called,
        "how": found.how,
        "match": curie(found.match) if found.match else None,
    }
    return _term(found.entry) | {"matched": matched}


def _taken_from(name: str, taken: Taken) -> dict[str, str] | None:
    if taken.match is None:
        return None
    return {"id": curie(opened().terms.identified(name) or name), "match": curie(taken.match)}


def _mapping(term: str, row: Mapping[str, str]) -> dict[str, object]:
    found = row["object"] != SSSOM + "NoTermFound"
    return {
        "subject_id": curie(term),
        "predicate_id": curie(row["predicate"]),
        "object_id": curie(row["object"]),
        "object_iri": row["object"] if found else None,
        "object_label": row.get("objectLabel"),
        "found": found,
        "mapping_justification": curie(row["justification"]),
        "mapping_date": row.get("date"),
        "confidence": None,
        "source_seen": [each.strip() for each in row.get("seen", "").split("|") if each.strip()],
        "vocabulary": {"title": row["vocabulary"], "licence": row["licence"], "notice": row["notice"]},
    }


def _page(items: Sequence[T], paging: Mapping[str, int], shown: Callable[[T], dict[str, object]]) -> Response:
    number, size = paging["page"], paging["size"]
    pages = -(-len(items) // size)
    last = max(pages - 1, 0)
    links = {"first": 0, "prev": min(number - 1, last), "self": number, "next": number + 1, "last": last}
    there = {name: each for name, each in links.items() if each >= 0 and not (name == "next" and each > last)}
    return _json(
        {
            "version": opened().version,
            "_embedded": {"terms": [shown(each) for each in items[number * size : (number + 1) * size]]},
            "_links": {name: {"href": _page_address(each, size)} for name, each in there.items()},
            "page": {"size": size, "totalElements": len(items), "totalPages": pages, "number": number},
        }
    )


def _page_address(number: int, size: int) -> str:
    """The address of the current request, but with another page."""
    asked: dict[str, Any] = request.args.to_dict(flat=False) | {"page": number, "size": size}
    if request.view_args:
        asked["name"] = _short(_thesaurus().take(request.view_args["name"]).id)
    return url_for(str(request.endpoint), **asked)


def _address(endpoint: str, term: str) -> str:
    return url_for(f"vocabulary.{endpoint}", name=_short(term))


def _short(term: str) -> str:
    return term.removeprefix(MIL)


def _named(term: str, label: str) -> dict[str, str]:
    return {"id": curie(term), "label": label}


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype=_JSON)
