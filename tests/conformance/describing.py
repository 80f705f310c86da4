"""The W3C's three tests of service descriptions. They are prose in the manifest, so each is written out here."""

from collections.abc import Callable, Collection, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad, parse

from miliary.vocabulary import RDF
from miliary.web.representations import GRAPHS
from tests.conformance.engine import Failed
from tests.conformance.protocol import Conversation

SD = "http://www.w3.org/ns/sparql-service-description#"
# The terms of the vocabulary that a service, its datasets and its graphs may have, with what their values are
# when they are described in the same place.
TERMS = {
    "endpoint": None,
    "feature": "Feature",
    "defaultEntailmentRegime": None,
    "defaultSupportedEntailmentProfile": "EntailmentProfile",
    "entailmentRegime": None,
    "supportedEntailmentProfile": "EntailmentProfile",
    "extensionFunction": "Function",
    "extensionAggregate": "Aggregate",
    "languageExtension": "Feature",
    "supportedLanguage": "Language",
    "propertyFeature": "Feature",
    "defaultDataset": "Dataset",
    "availableGraphs": "GraphCollection",
    "resultFormat": None,
    "inputFormat": None,
    "defaultGraph": "Graph",
    "namedGraph": "NamedGraph",
    "name": None,
    "graph": "Graph",
}
LANGUAGES = {SD + name for name in ("SPARQL10Query", "SPARQL11Query", "SPARQL11Update")}
FORMS = tuple(each for each in GRAPHS if each != "text/plain")


def returns_rdf(host: str) -> None:
    """GET on endpoint returns RDF, in whichever form is asked for, and unasked."""
    for accept in (None, "*/*", *FORMS):
        if not described(host, accept):
            raise Failed(f"nothing as {accept}")


def has_endpoint_triple(host: str) -> None:
    """Service description contains a matching sd:endpoint triple."""
    found = [each.object for each in described(host) if each.predicate.value == SD + "endpoint"]
    if found != [NamedNode(f"http://{host}/sparql")]:
        raise Failed(f"sd:endpoint is {found}")


def conforms_to_schema(host: str) -> None:
    """Service description conforms to schema, also with a named graph in the store."""
    Conversation(host).send("PUT", "/graph?graph=urn:x:g", b"<a:s> <a:p> 1 .", {"Content-Type": "text/turtle"})
    stated = described(host)
    types = {(each.subject, each.object) for each in stated if each.predicate.value == RDF + "type"}
    own = [each for each in stated if each.predicate.value.startswith(SD)]
    if [kind for _, kind in types].count(NamedNode(SD + "Service")) != 1:
        raise Failed("not one service")
    if "urn:x:g" not in {_value(each) for each in own if each.predicate.value == SD + "name"}:
        raise Failed("the named graph is missing")
    for each in own:
        _judge(each, types)


TESTS: Mapping[str, Callable[[str], None]] = MappingProxyType(
    {
        "returns-rdf": returns_rdf,
        "has-endpoint-triple": has_endpoint_triple,
        "conforms-to-schema": conforms_to_schema,
    }
)
"""By their names in the manifest."""


def described(host: str, accept: str | None = None) -> list[Quad]:
    answered = Conversation(host).send("GET", "/sparql", headers={"Accept": accept} if accept else {})
    if answered.status != 200 or answered.media_type not in GRAPHS:
        raise Failed(f"{answered.status}, {answered.media_type}")
    return list(parse(answered.body, format=GRAPHS[answered.media_type]))


def _judge(stated: Quad, types: Collection[tuple[object, object]]) -> None:
    name = stated.predicate.value.removeprefix(SD)
    if name not in TERMS or isinstance(stated.object, Literal):
        raise Failed(f"{stated} is not of the vocabulary")
    if name == "supportedLanguage":
        fits = _value(stated) in LANGUAGES
    else:
        kind = TERMS[name]
        fits = kind is None or (stated.object, NamedNode(SD + kind)) in types
    if not fits:
        raise Failed(f"{stated} points at something else")


def _value(stated: Quad) -> str:
    assert isinstance(stated.object, NamedNode), stated
    return stated.object.value
