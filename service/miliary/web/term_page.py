"""What the page of a term shows: its statements, what else is known of it, its links, and how to cite it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from miliary.consultation.statement import assertion
from miliary.consultation.wording import DISCLAIMER
from miliary.index.known import Known, read_known
from miliary.queries.records import Record, records
from miliary.vocabulary import DCTERMS, RDFS, SKOS, SSSOM, curie, iri, local_name
from miliary.web.lists import list_of
from miliary.web.opened import opened
from miliary.web.record import recent

Json = dict[str, Any]
Values = Mapping[str, list[Record]]

# Shown in places of their own, or so many that they hide the rest.
_LABEL, _DEFINITION, _SYNONYM = RDFS + "label", SKOS + "definition", SKOS + "altLabel"
_APART = {_LABEL, _DEFINITION, _SYNONYM, RDFS + "isDefinedBy", SKOS + "prefLabel", iri("entails")}
_WORK = {name: DCTERMS + name for name in ("creator", "title", "bibliographicCitation")} | {
    name: iri(name)
    for name in (
        *("journal", "year", "volume", "pages", "doi", "pmid", "referenceStatus", "supports"),
        *("confidence", "sourceSeen", "fieldsNotSeen", "conflictKind"),
    )
}
_IDENTIFIED = {iri("Matched"), iri("Verified")}


def values_of(named: str) -> Values:
    """What the graph says of a term, an IRI, by property; empty when it says nothing.

    :raises InvalidParameter: it is no IRI
    """
    found: dict[str, list[Record]] = defaultdict(list)
    for row in _rows("pages/term", named):
        found[row["property"]].append(row)
    return found


def statements_of(named: str) -> list[Json]:
    """The statements that the page of a term shows, each once; of a statement, itself."""
    citations = opened().citations
    if named in citations:
        return [assertion(citations[named])]
    return [each for group in _groups(_known(named)) for each in group["statements"]]


def context(named: str, values: Values) -> dict[str, object]:
    """All that the template needs for the page of the term ``named``, of which the graph says ``values``."""
    service, known = opened(), _known(named)
    groups = _groups(known)
    own = service.citations.get(named)
    status = next((each["link"] for each in values.get(_WORK["referenceStatus"], ())), "")
    label = _first(values, _LABEL) or (own and f"{own.disease_label}: {own.subject_label}") or _of_conflict(groups)
    return {
        "id": curie(named),
        "iri": named,
        "name": local_name(named),
        "kind": known.kind,
        "list": list_of(known.kind),
        "label": label or curie(named),
        "definition": _first(values, _DEFINITION),
        "comment": _first(values, RDFS + "comment"),
        "synonyms": [each["text"] for each in values.get(_SYNONYM, ())],
        "broader": list(_terms("broader", named)),
        "narrower": list(_terms("narrower", named)),
        "work": {name: _first(values, known_as) for name, known_as in _WORK.items()},
        "identified": status in _IDENTIFIED,
        "status_means": _first(values_of(status), _DEFINITION) if status else "",
        "properties": [(_name(each[0]), each) for name, each in values.items() if name not in _APART],
        "own": assertion(own) if own else None,
        "groups": groups,
        "tables": known.tables,
        "elsewhere": _elsewhere(named),
        "pictured": named in service.compiled.knowledge.diseases,
        "sources": list(_rows("pages/sources", named)),
        "changed": recent(curie(named)),
        "disclaimer": DISCLAIMER,
        "version": service.version,
    }


def _known(named: str) -> Known:
    service = opened()
    return read_known(service.store, service.catalogue, named)


def _groups(known: Known) -> list[Json]:
    citations = opened().citations
    return [
        {
            "label": group.label,
            "therapeutic": group.therapeutic,
            "statements": [assertion(citations[each]) for each in group.assertions],
        }
        for group in known.groups
    ]


def _of_conflict(groups: list[Json]) -> str:
    """What the statements are about: a conflict has no label of its own."""
    about = [
        f"{each['about']['label']}: {each['subject']['label']}" for group in groups for each in group["statements"]
    ]
    return " / ".join(dict.fromkeys(about))


def _terms(which: str, named: str) -> Iterator[Record]:
    for row in _rows(f"pages/{which}-terms", named):
        yield {"id": curie(row[which]), "label": row["label"]}


def _elsewhere(named: str) -> list[Json]:
    """The links to other vocabularies, by vocabulary, each with its licence; also where none was found."""
    found: dict[str, Json] = {}
    for row in _rows("terms/mappings-of-a-term", named):
        licence = None if row["licence"].startswith(SSSOM) else row["licence"]
        made: Json = {"vocabulary": row["vocabulary"], "notice": row["notice"], "licence": licence, "links": []}
        links = found.setdefault(row["vocabulary"], made)["links"]
        if not row["object"].startswith(SSSOM):
            links.append(
                {
                    "match": curie(row["predicate"]),
                    "code": curie(row["object"]),
                    "iri": row["object"],
                    "label": row.get("objectLabel"),
                }
            )
    return sorted(found.values(), key=lambda each: (not each["links"], each["vocabulary"].casefold()))


def _rows(query: str, named: str) -> Iterator[Record]:
    service = opened()
    return records(service.store, service.catalogue, query, term=named)


def _first(values: Values, name: str) -> str:
    return next((each["text"] for each in values.get(name, ())), "")


def _name(row: Record) -> str:
    return row.get("propertyLabel") or curie(row["property"])
