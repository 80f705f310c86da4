"""The ontology as a FHIR CodeSystem: ``$lookup``, ``$validate-code`` and ``$subsumes``."""

from collections.abc import Iterator, Mapping

from miliary.errors import InvalidParameter, NotFound
from miliary.terms.fhir.concepts import SYSTEM, Concept
from miliary.terms.fhir.heading import Edition, canonical
from miliary.terms.fhir.parameters import Coding, Given, parameters
from miliary.terms.fhir.resource import Resource

WHOLE = "miliary"
"""The id of the code system, and of the value set of all its concepts."""

_PROPERTIES = {
    "parent": ("code", "A concept directly above; a concept may have several."),
    "child": ("code", "A concept directly below."),
    "kind": ("code", "The narrowest kind: disease, imaging finding, test …"),
    "notSelectable": (
        "boolean",
        "Whether it is a kind itself, which sorts concepts and is nothing that a patient has.",
    ),
    "inactive": ("boolean", "Whether it is no longer to be used."),
}
_OF_FHIR = ("parent", "child", "notSelectable", "inactive")
_ALWAYS = {"definition": "string"}
# What R4 binds designation.use to: the type of a SNOMED CT description.
_SYNONYM = {"system": "http://snomed.info/sct", "code": "900000000000013009"}


class CodeSystem:
    """The one code system of this server."""

    def __init__(self, edition: Edition, concepts: Mapping[str, Concept]) -> None:
        self._edition = edition
        self._concepts = concepts

    def resource(self) -> Resource:
        """Return the CodeSystem with all its concepts, as a flat list: a concept may have several parents."""
        ontology = self._edition.ontology
        heading = self._edition.heading("CodeSystem", WHOLE, ontology.title, ontology.description, SYSTEM)
        return {
            **heading,
            "copyright": f"{ontology.creator}, {ontology.licence}",
            "caseSensitive": True,
            "valueSet": canonical("ValueSet", WHOLE),
            "hierarchyMeaning": "is-a",
            "compositional": False,
            "versionNeeded": False,
            "content": "complete",
            "count": len(self._concepts),
            "filter": [
                {"code": "concept", "operator": ["is-a", "descendent-of"], "value": "A code"},
                {"code": "notSelectable", "operator": ["="], "value": "true or false"},
            ],
            "property": [_property(name, *meaning) for name, meaning in _PROPERTIES.items()],
            "concept": [_listed(each) for each in self._concepts.values()],
        }

    def lookup(self, given: Given) -> Resource:
        """Answer ``$lookup``.

        :raises NotFound: the system, its version or the code is unknown
        :raises InvalidParameter: it is not asked properly
        """
        concept = self.find(_single(given.coding()))
        wanted = set(given.texts("property"))
        if unknown := sorted(wanted - _PROPERTIES.keys() - _ALWAYS.keys() - {"display", "designation"}):
            known = ", ".join(["display", "designation", *_ALWAYS, *_PROPERTIES])
            detail = f"There is no property “{unknown[0]}”; there are {known}."
            raise InvalidParameter(detail, parameter="property")
        return parameters(
            [
                ("name", "string", self._edition.ontology.title),
                ("version", "string", self._edition.version),
                ("display", "string", concept.display),
                *(("designation", "part", part) for part in _designations(concept, wanted)),
                *(("property", "part", part) for part in _described(concept, wanted)),
            ]
        )

    def validate(self, given: Given, instance: bool) -> Resource:
        """Answer ``$validate-code``.

        :raises NotFound: the code system or its version is unknown
        :raises InvalidParameter: it is not asked properly
        """
        url = given.text("url")
        if not instance and not url:
            raise InvalidParameter("The parameter “url” is needed: the code system.", parameter="url")
        self._require(Coding("", url or SYSTEM, given.text("version")))
        codings = given.coding(system="url")
        faults = [self.fault(each, given.flag("abstract")) for each in codings]
        return validated(codings, faults, self._concepts)

    def subsumes(self, given: Given) -> Resource:
        """Answer ``$subsumes``: whether A is B, or above it, or below it.

        :raises NotFound: the system, its version or a code is unknown
        :raises InvalidParameter: it is not asked properly
        """
        first, second = (self.find(_single(given.coding(suffix))) for suffix in ("A", "B"))
        if first.code == second.code:
            outcome = "equivalent"
        elif first.code in second.above:
            outcome = "subsumes"
        else:
            outcome = "subsumed-by" if second.code in first.above else "not-subsumed"
        return parameters([("outcome", "code", outcome)])

    def find(self, coding: Coding) -> Concept:
        """Return the concept that a Coding names; without a system, of this one.

        :raises NotFound: the system, its version or the code is unknown
        """
        self._require(coding)
        if coding.code not in self._concepts:
            raise NotFound(f"There is no code “{coding.code}” in {SYSTEM}.", code=coding.code)
        return self._concepts[coding.code]

    def fault(self, coding: Coding, abstract: bool | None) -> str:
        """Say why a Coding is not good; nothing when it is.

        :param abstract: whether a kind will do; None if that was not said, and then it will
        """
        concept = self._concepts.get(coding.code) if coding.system in ("", SYSTEM) else None
        if concept is None:
            return f"There is no code “{coding.code}” in {coding.system or SYSTEM} as it is known here."
        if abstract is False and concept.abstract:
            return f"“{concept.code}” is a kind of terms, not to be chosen itself."
        names = {name.casefold() for name in (concept.display, *concept.synonyms)}
        if coding.display and coding.display.casefold() not in names:
            return f"“{coding.display}” is no name of “{concept.code}”, which is “{concept.display}”."
        return ""

    def _require(self, coding: Coding) -> None:
        if coding.system not in ("", SYSTEM):
            raise NotFound(f"The code system here is {SYSTEM}, not “{coding.system}”.", system=coding.system)
        self._edition.require(coding.version, SYSTEM)


def validated(codings: tuple[Coding, ...], faults: list[str], concepts: Mapping[str, Concept]) -> Resource:
    """Return what ``$validate-code`` answers: one good Coding is enough, else every fault is told."""
    good = [coding for coding, fault in zip(codings, faults, strict=True) if not fault]
    if good:
        return parameters([("result", "boolean", True), ("display", "string", concepts[good[0].code].display)])
    known = [concepts[each.code].display for each in codings if each.system in ("", SYSTEM) and each.code in concepts]
    display = [("display", "string", known[0])] if known else []
    return parameters([("result", "boolean", False), ("message", "string", " ".join(faults)), *display])


def designations(concept: Concept) -> list[Resource]:
    """Return the synonyms of a concept as designations."""
    return [{"language": "en", "use": _SYNONYM, "value": each} for each in concept.synonyms]


def _single(codings: tuple[Coding, ...]) -> Coding:
    if len(codings) != 1:
        raise InvalidParameter("One code is needed here.", parameter="coding")
    return codings[0]


def _property(code: str, kind: str, description: str) -> Resource:
    uri = {"uri": f"http://hl7.org/fhir/concept-properties#{code}"} if code in _OF_FHIR else {}
    return {"code": code, **uri, "description": description, "type": kind}


def _listed(concept: Concept) -> Resource:
    found: Resource = {"code": concept.code, "display": concept.display}
    if concept.definition:
        found["definition"] = concept.definition
    if concept.synonyms:
        found["designation"] = designations(concept)
    found["property"] = [{"code": name, f"value{kind.title()}": value} for name, kind, value in _values(concept)]
    return found


def _values(concept: Concept) -> Iterator[tuple[str, str, object]]:
    """Each property of a concept with its type."""
    yield from (("parent", "code", each) for each in concept.parents)
    yield from (("child", "code", each) for each in concept.children)
    if concept.kind:
        yield "kind", "code", concept.kind
    yield "notSelectable", "boolean", concept.abstract
    yield "inactive", "boolean", concept.inactive


def _designations(concept: Concept, wanted: set[str]) -> Iterator[list[tuple[str, str, object]]]:
    for each in designations(concept) if not wanted or "designation" in wanted else ():
        yield [
            ("language", "code", each["language"]),
            ("use", "Coding", each["use"]),
            ("value", "string", each["value"]),
        ]


def _described(concept: Concept, wanted: set[str]) -> Iterator[list[tuple[str, str, object]]]:
    """The properties that were asked for, or all; the definition is one of them in R4."""
    definition = [("definition", "string", concept.definition)] if concept.definition else []
    for name, kind, value in [*definition, *_values(concept)]:
        if not wanted or name in wanted:
            yield [("code", "code", name), ("value", kind, value)]
