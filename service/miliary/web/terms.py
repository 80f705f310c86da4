"""Term pages: what is known of a term, so that every IRI of the project leads somewhere."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from apiflask import APIBlueprint
from flask import Response, json, render_template, request, url_for

from miliary.consultation.statement import assertion
from miliary.errors import InvalidParameter, NotFound
from miliary.index.citations import Citation
from miliary.queries.records import Record, records
from miliary.store import Triples
from miliary.terms.jsonld import compacted
from miliary.vocabulary import RDFS, SKOS, curie, iri
from miliary.web.openapi import content, errors
from miliary.web.opened import opened
from miliary.web.past import past
from miliary.web.representations import GRAPHS, accepted, graph

terms = APIBlueprint("terms", __name__, tag="Terms")

_JSON_LD = ("application/ld+json", "application/json")
ENDINGS = {
    "html": "text/html",
    "ttl": "text/turtle",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""What a term's address may end in, and the form that this chooses."""

_CONTENT = content(["text/html", *GRAPHS])
# Shown in places of their own, or so many that they hide the rest.
_LABEL, _DEFINITION, _SYNONYM = RDFS + "label", SKOS + "definition", SKOS + "altLabel"
_APART = {_LABEL, _DEFINITION, _SYNONYM, RDFS + "isDefinedBy", SKOS + "prefLabel", iri("entails")}

_AT = {
    "name": "at",
    "in": "query",
    "required": False,
    "description": "A published version: what was stated of the term then.",
    "schema": {"type": "string"},
}

Values = Mapping[str, list[Record]]


@terms.get("/term/<path:name>")
@terms.doc(
    summary="A term of the vocabulary, or one of its statements",
    responses={200: {"description": "A page, or the term's triples.", "content": _CONTENT}, **errors(404, 406)},
    extensions={"x-parameters": [_AT]},
)
def term(name: str) -> Response:
    """Show the term with this local name: label, definition, place in the hierarchy, and the statements about it.

    The name may end in .ttl, .nt, .rdf, .jsonld or .html: then the address alone chooses the form. ``?at=`` chooses a
    published version, where editors keep a history.
    """
    if version := request.args.get("at", ""):
        return past(name, version)
    name, media_type, values = _asked(name)
    response = _represented(iri(name), media_type, values)
    response.headers["Link"] = ", ".join(_alternates(name))
    return response


def _asked(name: str) -> tuple[str, str, Values]:
    """The term's local name, the form that is wanted of it, and what the graph says of it.

    :raises NotFound: there is no such term
    :raises NotAcceptable: none of the forms is accepted
    """
    stem, dot, ending = name.rpartition(".")
    chosen = ENDINGS.get(ending) if dot else None
    if chosen is not None:
        return stem, chosen, _known(stem)
    return name, accepted(["text/html", *GRAPHS]), _known(name)


def _represented(named: str, media_type: str, values: Values) -> Response:
    if media_type == "text/html":
        return Response(render_template("term.html", **_context(named, values)), mimetype=media_type)
    if media_type in _JSON_LD:
        return Response(json.dumps(compacted(_triples(named))), mimetype=media_type)
    return graph(_triples(named), media_type)


def _alternates(name: str) -> Iterator[str]:
    """The forms of a term, for the ``Link`` header (RFC 8288)."""
    for ending, media_type in ENDINGS.items():
        address = url_for("terms.term", name=f"{name}.{ending}")
        yield f'<{address}>; rel="alternate"; type="{media_type}"'


def _known(name: str) -> Values:
    """What the graph says of the term with this local name.

    :raises NotFound: nothing, or the name could not be one
    """
    try:
        values = _values(iri(name))
    except InvalidParameter:
        values = {}
    if not values:
        raise NotFound(f"There is no term “{name}”.", term=name)
    return values


def _context(named: str, values: Values) -> dict[str, object]:
    service = opened()
    own = service.citations.get(named)
    return {
        "id": curie(named),
        "is_disease": any(named == each.disease for each in service.citations.values()),
        "iri": named,
        "label": _first(values, _LABEL) or (own and f"{own.disease_label}: {own.subject_label}") or curie(named),
        "definition": _first(values, _DEFINITION),
        "synonyms": [each["text"] for each in values.get(_SYNONYM, ())],
        "narrower": list(_narrower(named)),
        "properties": [(_name(each[0]), each) for name, each in values.items() if name not in _APART],
        "own": assertion(own) if own else None,
        "statements": [assertion(each) for each in _about(named)],
        "version": service.version,
    }


def _narrower(named: str) -> Iterator[Record]:
    for row in _rows("pages/narrower-terms", named):
        yield {"id": curie(row["narrower"]), "label": row["label"]}


def _about(named: str) -> list[Citation]:
    """The statements on a term, as disease or as subject, by the other's label."""
    found = [each for each in opened().citations.values() if named in (each.disease, each.subject)]
    return sorted(found, key=lambda each: (each.subject_label, each.disease_label, each.id))


def _values(named: str) -> Values:
    """What the graph says of a term, by property."""
    found: dict[str, list[Record]] = defaultdict(list)
    for row in _rows("pages/term", named):
        found[row["property"]].append(row)
    return found


def _rows(query: str, named: str) -> Iterator[Record]:
    service = opened()
    return records(service.store, service.catalogue, query, term=named)


def _triples(named: str) -> Triples:
    service = opened()
    answer = service.store.query(service.catalogue.load("pages/term-triples").bind(term=named))
    assert isinstance(answer, Triples), "the query constructs"
    return answer


def _first(values: Values, name: str) -> str:
    return next((each["text"] for each in values.get(name, ())), "")


def _name(row: Record) -> str:
    return row.get("propertyLabel") or curie(row["property"])
