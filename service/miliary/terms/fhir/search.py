"""Searching among the resources of one type: which fit, and a Bundle with a page of them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from miliary.errors import InvalidParameter
from miliary.terms.fhir.parameters import Given, Kind, Known
from miliary.terms.fhir.resource import Resource

SEARCH: Known = MappingProxyType(
    {
        **dict.fromkeys(("_id", "url", "version", "name", "title", "status"), Kind.TEXT),
        **dict.fromkeys(("_count", "_offset"), Kind.NUMBER),
        "_summary": Kind.TEXT,
    }
)
_PAGE = 20
_SUMMARIES = ("true", "false", "count")
# What a summary leaves out: the content itself. The notice of a vocabulary stays, though R4 would let it go.
_LONG = ("concept", "compose", "group")
_SUBSETTED = {"system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", "code": "SUBSETTED"}


def _same(value: str, wanted: str) -> bool:
    return value == wanted


def _begins(value: str, wanted: str) -> bool:
    return value.casefold().startswith(wanted.casefold())


_FITS: Mapping[str, tuple[str, Callable[[str, str], bool]]] = {
    "_id": ("id", _same),
    "url": ("url", _same),
    "version": ("version", _same),
    "name": ("name", _begins),
    "title": ("title", _begins),
    "status": ("status", _same),
}


def bundle(resources: Iterable[Resource], given: Given, base: str) -> Resource:
    """Return the searchset of the resources that fit.

    :param base: the address of their type on this server
    :raises InvalidParameter: a parameter has a value that it cannot have
    """
    summary = given.text("_summary") or "false"
    if summary not in _SUMMARIES:
        raise InvalidParameter(f"“_summary” is one of {', '.join(_SUMMARIES)}.", parameter="_summary")
    found = [each for each in resources if _fits(each, given)]
    count = given.number("_count")
    count, offset = _PAGE if count is None else count, given.number("_offset") or 0
    page = [] if summary == "count" else found[offset : offset + count]
    entries = [_entry(each, base, summary == "true") for each in page]
    more = bool(page) and offset + count < len(found)
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(found),
        "link": [_link("self", given, base, count, offset)]
        + ([_link("next", given, base, count, offset + count)] if more else []),
        **({"entry": entries} if entries else {}),
    }


def _fits(resource: Resource, given: Given) -> bool:
    return all(
        fits(str(resource.get(field, "")), wanted)
        for name, (field, fits) in _FITS.items()
        if (wanted := given.text(name))
    )


def _entry(resource: Resource, base: str, short: bool) -> dict[str, Any]:
    if short:
        kept = {name: value for name, value in resource.items() if name not in _LONG}
        kind, name = kept.pop("resourceType"), kept.pop("id")
        resource = {"resourceType": kind, "id": name, "meta": {"tag": [_SUBSETTED]}, **kept}
    return {"fullUrl": f"{base}/{resource['id']}", "resource": resource, "search": {"mode": "match"}}


def _link(relation: str, given: Given, base: str, count: int, offset: int) -> Resource:
    fields = [(name, text) for name in (*_FITS, "_summary") if (text := given.text(name))]
    pairs: Sequence[tuple[str, str | int]] = [*fields, ("_count", count), ("_offset", offset)]
    return {"relation": relation, "url": f"{base}?{urlencode(pairs, errors='replace')}"}
