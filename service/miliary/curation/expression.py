"""What terms say by OWL expressions, each the one line that it is: genus and site of a finding, the whole of a part."""

from pyoxigraph import BlankNode, NamedNode, Triple

from miliary.curation.change import Line, lines_of, triples_of
from miliary.vocabulary import OWL, RDF, curie, expand, iri

EQUIVALENT = "owl:equivalentClass"
SUBCLASS = "rdfs:subClassOf"
_TYPE, _CLASS, _RESTRICTION = (NamedNode(name) for name in (RDF + "type", OWL + "Class", OWL + "Restriction"))
_FIRST, _REST, _NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
_INTERSECTION, _ON, _SOME = (NamedNode(OWL + name) for name in ("intersectionOf", "onProperty", "someValuesFrom"))
_SITE = NamedNode(iri("hasSite"))


def located(subject: str, genus: str, site: str) -> Line:
    """Return the line that defines ``subject`` as a ``genus`` that lies in ``site``; all three are CURIEs."""
    whole, first, second, restriction = (BlankNode() for _ in range(4))
    triples = [
        Triple(NamedNode(expand(subject)), NamedNode(OWL + "equivalentClass"), whole),
        Triple(whole, _TYPE, _CLASS),
        Triple(whole, _INTERSECTION, first),
        Triple(first, _FIRST, NamedNode(expand(genus))),
        Triple(first, _REST, second),
        Triple(second, _FIRST, restriction),
        Triple(second, _REST, _NIL),
        Triple(restriction, _TYPE, _RESTRICTION),
        Triple(restriction, _ON, _SITE),
        Triple(restriction, _SOME, NamedNode(expand(site))),
    ]
    (line,) = lines_of(triples)
    return line


def genus_and_site(line: Line) -> tuple[str, str] | None:
    """Return the CURIEs of genus and site that ``line`` defines a finding by; None when it says something else."""
    named = {triple.predicate: triple.object for triple in triples_of([line])}
    genera = [
        each.object for each in triples_of([line]) if each.predicate == _FIRST and isinstance(each.object, NamedNode)
    ]
    site = named.get(_SOME)
    if len(genera) != 1 or not isinstance(site, NamedNode):
        return None
    found = curie(genera[0].value), curie(site.value)
    return found if located(line.subject, *found) == line else None


def restricted(subject: str, on: str, value: str) -> Line:
    """Return the line that makes ``subject`` a kind of whatever stands by ``on`` to some ``value``; all are CURIEs."""
    restriction = BlankNode()
    triples = [
        Triple(NamedNode(expand(subject)), NamedNode(expand(SUBCLASS)), restriction),
        Triple(restriction, _TYPE, _RESTRICTION),
        Triple(restriction, _ON, NamedNode(expand(on))),
        Triple(restriction, _SOME, NamedNode(expand(value))),
    ]
    (line,) = lines_of(triples)
    return line


def restricted_to(line: Line, on: str) -> str:
    """Return the CURIE of the value to which ``line`` restricts its subject; empty when it says something else."""
    if line.predicate != SUBCLASS or not line.value.startswith("["):
        return ""
    values = [each.object for each in triples_of([line]) if each.predicate == _SOME]
    if len(values) != 1 or not isinstance(values[0], NamedNode):
        return ""
    found = curie(values[0].value)
    return found if restricted(line.subject, on, found) == line else ""
