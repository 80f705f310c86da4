"""FHIR R4 over HTTP, under ``/fhir/``: JSON only, read only; what it can do is told at ``/fhir/metadata``.

It is left out of the OpenAPI document: FHIR describes itself by its CapabilityStatement, which is what FHIR clients
read, and the shapes of its resources are HL7's, not ours to write down a second time.
"""

from typing import TYPE_CHECKING

from apiflask import APIBlueprint
from flask import Response, current_app, json, request

from miliary import __version__
from miliary.errors import InvalidParameter, NotAcceptable, TooLarge
from miliary.terms.fhir import MEDIA_TYPE, TYPES, Resource
from miliary.web.bodies import json_only
from miliary.web.negotiation import preferred
from miliary.web.opened import opened

if TYPE_CHECKING:
    from miliary.terms.fhir.terminology import Terminology

fhir = APIBlueprint("fhir", __name__, url_prefix="/fhir", enable_openapi=False)

_KEPT = "miliary.fhir"
_FORMATS = (MEDIA_TYPE, "application/json")
# What _format may say; a plus sign in an address is read as a blank.
_SHORT = {"json": MEDIA_TYPE, "application/fhir json": MEDIA_TYPE} | {each: each for each in _FORMATS}
_MODES = ("full", "normative", "terminology")
_TYPE = f"<any({', '.join(TYPES)}):kind>"
_MOST_FIELDS = 100


@fhir.before_request
def _refuse_other_formats() -> None:
    """Refuse before anything is done what could not be answered.

    :raises NotAcceptable: the caller takes no JSON
    """
    _media_type()


@fhir.get("/metadata")
def metadata() -> Response:
    """Tell what can be asked here; with ``mode=terminology`` as TerminologyCapabilities."""
    fields = dict(_fields())
    mode = fields.pop("mode", "full")
    if fields or mode not in _MODES:
        raise InvalidParameter(f"“mode” is one of {', '.join(_MODES)}, and all that may be given.", parameter="mode")
    return _answer(_terminology().metadata(mode, __version__, _base()))


@fhir.get(f"/{_TYPE}")
def search(kind: str) -> Response:
    """Search among the resources of a type."""
    return _answer(_terminology().search(kind, _fields(), _base()))


@fhir.post(f"/{_TYPE}/_search")
def search_by_form(kind: str) -> Response:
    """Search with a form, as FHIR wants it possible beside the address."""
    return _answer(_terminology().search(kind, [*_fields(), *request.form.items(multi=True)], _base()))


@fhir.get(f"/{_TYPE}/<name>")
def read(kind: str, name: str) -> Response:
    """Send one resource."""
    if fields := _fields():
        raise InvalidParameter(f"Reading takes no parameter “{fields[0][0]}”.", parameter=fields[0][0])
    return _answer(_terminology().read(kind, name))


@fhir.get(f"/{_TYPE}/$<operation>")
@fhir.get(f"/{_TYPE}/<name>/$<operation>")
def ask_by_address(kind: str, operation: str, name: str | None = None) -> Response:
    """Carry out an operation with the parameters of the address."""
    return _answer(_terminology().ask_by_address(kind, operation, name, _fields()))


@fhir.post(f"/{_TYPE}/$<operation>")
@fhir.post(f"/{_TYPE}/<name>/$<operation>")
@json_only
def ask_by_body(kind: str, operation: str, name: str | None = None) -> Response:
    """Carry out an operation with the Parameters resource of the body."""
    if fields := _fields():
        detail = f"Give “{fields[0][0]}” in the Parameters resource, not in the address."
        raise InvalidParameter(detail, parameter=fields[0][0])
    return _answer(_terminology().ask_by_body(kind, operation, name, json.loads(request.get_data(cache=True))))


def _fields() -> list[tuple[str, str]]:
    """The fields of the address but for those that say in which form to answer."""
    fields = [(name, value) for name, value in request.args.items(multi=True) if name not in ("_format", "_pretty")]
    if len(fields) > _MOST_FIELDS:
        raise TooLarge("The address", _MOST_FIELDS, "parameters")
    return fields


def _base() -> str:
    """The address of this interface, as the settings say it: the host that a stranger names is not repeated."""
    return f"{opened().settings.base}fhir"


def _terminology() -> "Terminology":
    """The terminology of the version that is served, made when it is first asked for: a version never changes."""
    from miliary.terms.fhir.terminology import Terminology

    kept: Terminology | None = current_app.extensions.get(_KEPT)
    if kept is None:
        service = opened()
        kept = current_app.extensions[_KEPT] = Terminology(service.store, service.catalogue, service.version)
    return kept


def _answer(resource: Resource) -> Response:
    return Response(json.dumps(resource), mimetype=_media_type())


def _media_type() -> str:
    """The media type that was asked for, by ``_format`` before the Accept header.

    :raises NotAcceptable: it is not JSON
    """
    wanted = request.args.get("_format")
    if wanted is not None:
        chosen = _SHORT.get(wanted.partition(";")[0].strip())
    else:
        wanted = request.headers.get("Accept", "")
        chosen = preferred(wanted, _FORMATS)
    if chosen is None:
        raise NotAcceptable(wanted, _FORMATS)
    return chosen
