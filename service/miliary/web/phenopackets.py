"""GA4GH Phenopackets over HTTP: a packet is asked about, and a case is written as one."""

from datetime import UTC, datetime
from typing import Any

from apiflask import APIBlueprint, Schema, fields, validators
from flask import Response, json, request
from marshmallow import RAISE

from miliary.consultation import ask
from miliary.consultation.packet import packet_of, question_of
from miliary.errors import NotAcceptable
from miliary.web.bodies import json_only
from miliary.web.negotiation import preferred
from miliary.web.openapi import errors
from miliary.web.opened import opened
from miliary.web.schemas import CASE_EXAMPLE, AnswerSchema, QuestionSchema, question_from

phenopackets = APIBlueprint("phenopackets", __name__, url_prefix="/api/v1/phenopacket", tag="Differential")

_JSON = "application/json"
_PACKET = {"type": "object", "description": "A Phenopacket, version 2 (https://phenopacket-schema.readthedocs.io)."}
_EXAMPLE = {
    "id": "reading-room-17",
    "subject": {"id": "p", "sex": "FEMALE", "timeAtLastEncounter": {"age": {"iso8601duration": "P20Y"}}},
    "phenotypicFeatures": [
        {"type": {"id": "mil:CorpusCallosumLesion", "label": "corpus callosum lesion"}},
        {"type": {"id": "mil:LeptomeningealEnhancement", "label": "leptomeningeal enhancement"}, "excluded": True},
    ],
    "metaData": {"phenopacketSchemaVersion": "2.0"},
}
_BODY = {"content": {_JSON: {"schema": _PACKET, "example": _EXAMPLE}}}


class PacketSearchSchema(Schema):
    """How to read a packet."""

    unmapped = fields.String(
        validate=validators.OneOf(["reject", "count"]),
        load_default="reject",
        metadata={"description": "A term that is not in the vocabulary is refused (reject) or listed (count)."},
    )


class PacketAnswerSchema(AnswerSchema):
    """The differential of a packet."""

    unread = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Parts of the packet that say something of the patient but were not read."},
    )


@phenopackets.before_request
def _refuse_unknown_formats() -> None:
    """Answer in JSON or not at all.

    :raises NotAcceptable: the caller takes no JSON
    """
    accept = request.headers.get("Accept")
    if preferred(accept, [_JSON]) is None:
        raise NotAcceptable(accept or "", [_JSON])


@phenopackets.post("/differential")
@json_only
@phenopackets.input(PacketSearchSchema, location="query", arg_name="how", unknown=RAISE)
@phenopackets.output(PacketAnswerSchema, description="The differential.")
@phenopackets.doc(
    summary="The differential of a Phenopacket",
    responses=errors(400, 406, 413, 415, 422),
    extensions={"x-request-body": _BODY},
)
def differential_of_packet(how: dict[str, Any]) -> Response:
    """Read a GA4GH Phenopacket of version 2 as a case and rank; a disease that it names is left aside."""
    service = opened()
    packet = question_of(json.loads(request.get_data(cache=True)), service.terms, how["unmapped"])
    return _json({**ask(service, packet.question), "unread": list(packet.unread)})


@phenopackets.post("")
@json_only
@phenopackets.input(QuestionSchema, location="json", arg_name="case", example=dict(CASE_EXAMPLE))
@phenopackets.doc(
    summary="A case as a Phenopacket",
    responses={
        200: {"description": "The packet.", "content": {_JSON: {"schema": _PACKET}}},
        **errors(400, 406, 413, 415, 422),
    },
)
def packet_of_case(case: dict[str, Any]) -> Response:
    """Write a case as a GA4GH Phenopacket of version 2, without what was not assessed and without a diagnosis."""
    service = opened()
    knowledge = service.compiled.knowledge
    return _json(packet_of(question_from(case), service.terms, knowledge, service.version, datetime.now(UTC)))


def _json(value: object) -> Response:
    return Response(json.dumps(value), mimetype=_JSON)
