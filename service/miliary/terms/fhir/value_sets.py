"""Value sets, one a kind of term and one of everything: ``$expand`` and ``$validate-code``."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from miliary.errors import InvalidParameter, NotFound
from miliary.terms.fhir.code_system import WHOLE, CodeSystem, designations, validated
from miliary.terms.fhir.concepts import SYSTEM, Concept
from miliary.terms.fhir.heading import Edition, canonical
from miliary.terms.fhir.parameters import Coding, Given
from miliary.terms.fhir.resource import Resource
from miliary.terms.index import TermIndex
from miliary.terms.names import Name

_ECHOED = ("filter", "offset", "count", "includeDesignations", "activeOnly", "excludeNotForUI")


class ValueSets:
    """The value sets of one published version."""

    def __init__(self, edition: Edition, concepts: Mapping[str, Concept], code_system: CodeSystem) -> None:
        self._edition = edition
        self._concepts = concepts
        self._code_system = code_system
        by_display = sorted(concepts.values(), key=lambda each: (each.display.casefold(), each.code))
        self._members = {WHOLE: by_display}
        for kind in (each for each in concepts.values() if each.abstract):
            self._members[kind.code] = [each for each in by_display if kind.code in each.above and not each.abstract]
        self._names = TermIndex(_names(concepts))

    def resources(self) -> list[Resource]:
        """Return every value set, by what it is made of; the concepts themselves are an expansion."""
        return [self._resource(name) for name in self._members]

    def expand(self, given: Given, name: str | None) -> Resource:
        """Answer ``$expand``: the value set with a page of its concepts, the best first where a filter is given.

        :param name: the id of the value set, if the address holds it
        :raises NotFound: there is no such value set, or not in that version
        :raises InvalidParameter: it is not asked properly
        """
        name = self._name(given, name)
        text = given.text("filter")
        found = self._filtered(name, text) if text.strip() else self._members[name]
        found = [each for each in found if self._wanted(each, given)]
        offset = given.number("offset") or 0
        count = given.number("count")
        page = found[offset : None if count is None else offset + count]
        resource = self._resource(name)
        if not given.flag("includeDefinition"):
            del resource["compose"]
        resource["expansion"] = {
            "timestamp": datetime.now(UTC).isoformat(timespec="seconds"),
            "total": len(found),
            "offset": offset,
            "parameter": [{"name": "version", "valueUri": f"{SYSTEM}|{self._edition.version}"}, *_echo(given)],
            "contains": [_contained(each, bool(given.flag("includeDesignations"))) for each in page],
        }
        if not page:
            del resource["expansion"]["contains"]
        return resource

    def validate(self, given: Given, name: str | None) -> Resource:
        """Answer ``$validate-code``: whether a code is in the value set.

        :param name: the id of the value set, if the address holds it
        :raises NotFound: there is no such value set, or not in that version
        :raises InvalidParameter: it is not asked properly
        """
        name = self._name(given, name)
        codings = given.coding(version="systemVersion")
        if any(not each.system for each in codings):
            raise InvalidParameter("A code needs its system.", parameter="system")
        faults = [self._fault(each, name, given.flag("abstract")) for each in codings]
        return validated(codings, faults, self._concepts)

    def _fault(self, coding: Coding, name: str, abstract: bool | None) -> str:
        self._edition.require(coding.version, SYSTEM)
        fault = self._code_system.fault(coding, abstract)
        if not fault and self._concepts[coding.code] not in self._members[name]:
            fault = f"“{coding.code}” is not in {canonical('ValueSet', name)}."
        return fault

    def _name(self, given: Given, name: str | None) -> str:
        """The id of the value set that is asked about, by the address or by ``url``."""
        url, _, stated = given.text("url").partition("|")
        if name is None and not url:
            raise InvalidParameter("The parameter “url” is needed: the value set.", parameter="url")
        fitting = [each for each in self._members if name in (None, each) and url in ("", canonical("ValueSet", each))]
        if not fitting:
            raise NotFound(f"There is no ValueSet “{url or name}” here.", url=url, id=name)
        self._edition.require(stated, "The value set")
        self._edition.require(given.text("valueSetVersion"), "The value set")
        return fitting[0]

    def _filtered(self, name: str, text: str) -> list[Concept]:
        kinds = None if name == WHOLE else {name}
        hits = self._names.search(text, len(self._concepts), kinds)
        members = {each.code for each in self._members[name]}
        return [self._concepts[hit.id] for hit in hits if hit.id in members]

    def _wanted(self, concept: Concept, given: Given) -> bool:
        shown = not (given.flag("excludeNotForUI") and concept.abstract)
        return shown and not (given.flag("activeOnly") and concept.inactive)

    def _resource(self, name: str) -> Resource:
        kind = self._concepts.get(name)
        title = f"Miliary: {kind.display}" if kind else self._edition.ontology.title
        description = (
            f"Every {kind.display} of the ontology." if kind else "Everything in the ontology, kinds included."
        )
        filters: Sequence[Resource] = [
            {"property": "concept", "op": "descendent-of", "value": name},
            {"property": "notSelectable", "op": "=", "value": "false"},
        ]
        include = {"system": SYSTEM, "version": self._edition.version} | ({"filter": filters} if kind else {})
        heading = self._edition.heading("ValueSet", name, title, description)
        licence = f"{self._edition.ontology.creator}, {self._edition.ontology.licence}"
        return {**heading, "immutable": False, "copyright": licence, "compose": {"include": [include]}}


def _names(concepts: Mapping[str, Concept]) -> Iterator[Name]:
    """The names that a filter looks through; a concept counts as everything that lies above it."""
    for each in concepts.values():
        texts = [(each.display, True), *((synonym, False) for synonym in each.synonyms)]
        yield from (Name(each.code, text, first, each.kind or each.code, each.above) for text, first in texts)


def _contained(concept: Concept, with_designations: bool) -> Resource:
    found: Resource = {"system": SYSTEM, "code": concept.code, "display": concept.display}
    found |= {"abstract": True} if concept.abstract else {}
    found |= {"inactive": True} if concept.inactive else {}
    found |= {"designation": designations(concept)} if with_designations and concept.synonyms else {}
    return found


def _echo(given: Given) -> Iterator[Resource]:
    """The parameters that shaped the expansion."""
    for name in _ECHOED:
        flag, number = given.flag(name), given.number(name)
        if text := given.text(name):
            yield {"name": name, "valueString": text}
        elif flag is not None:
            yield {"name": name, "valueBoolean": flag}
        elif number is not None:
            yield {"name": name, "valueInteger": number}
