"""The FHIR terminology of one published version: resources by type and id, searches and operations."""

from collections.abc import Callable, Iterable, Mapping

from miliary.errors import NotFound
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.terms.fhir.capabilities import capability_statement, terminology_capabilities
from miliary.terms.fhir.code_system import CodeSystem
from miliary.terms.fhir.concept_maps import ConceptMaps
from miliary.terms.fhir.concepts import read_concepts, read_ontology
from miliary.terms.fhir.heading import Edition
from miliary.terms.fhir.operations import OPERATIONS, Operation
from miliary.terms.fhir.parameters import Given, from_address, from_body
from miliary.terms.fhir.resource import Resource
from miliary.terms.fhir.search import SEARCH, bundle
from miliary.terms.fhir.value_sets import ValueSets

Fields = Iterable[tuple[str, str]]


class Terminology:
    """Everything that the FHIR interface answers from. Immutable, so that any number of threads may ask it.

    What comes in are fields of an address or JSON that has been read; what goes out are resources as plain objects.
    """

    def __init__(self, store: Store, catalogue: Catalogue, version: str) -> None:
        """Read the published graph; it takes about half a second."""
        concepts = read_concepts(store, catalogue)
        self._edition = Edition(version, read_ontology(store, catalogue))
        self._code_system = CodeSystem(self._edition, concepts)
        self._value_sets = ValueSets(self._edition, concepts, self._code_system)
        self._maps = ConceptMaps.read(store, catalogue, self._edition, concepts)
        whole = [self._code_system.resource(), *self._value_sets.resources(), *self._maps.resources()]
        self._resources = {(each["resourceType"], each["id"]): each for each in whole}

    def metadata(self, mode: str, program: str, base: str) -> Resource:
        """Return what this server can do: with the mode ``terminology`` in terminology, else altogether."""
        make = terminology_capabilities if mode == "terminology" else capability_statement
        return make(self._edition, program, base)

    def read(self, kind: str, name: str) -> Resource:
        """Return one resource.

        :raises NotFound: there is none of that type and id
        """
        if (kind, name) not in self._resources:
            known = [each for of, each in self._resources if of == kind]
            raise NotFound(f"There is no {kind} “{name}”.", id=name, known=known)
        return self._resources[kind, name]

    def search(self, kind: str, fields: Fields, base: str) -> Resource:
        """Return a Bundle of the resources of a type that fit.

        :param base: the address of the FHIR interface on this server
        :raises InvalidParameter: a search parameter is unknown, comes twice, or has a value that it cannot have
        """
        given = from_address(fields, SEARCH)
        found = (each for (of, _), each in sorted(self._resources.items()) if of == kind)
        return bundle(found, given, f"{base}/{kind}")

    def ask_by_address(self, kind: str, operation: str, name: str | None, fields: Fields) -> Resource:
        """Return what an operation answers; ``name`` is the id of the one resource that is asked.

        :raises NotFound: there is no such operation or resource, or no such code
        :raises InvalidParameter: it is not asked properly
        """
        takes = self._operation(kind, operation, name)
        return self._ask(kind, operation, name, from_address(fields, takes.parameters, takes.repeatable))

    def ask_by_body(self, kind: str, operation: str, name: str | None, body: object) -> Resource:
        """Do as :meth:`ask_by_address`, with a Parameters resource.

        :raises MalformedInput: the body is none
        """
        takes = self._operation(kind, operation, name)
        return self._ask(kind, operation, name, from_body(body, takes.parameters, takes.repeatable))

    def _operation(self, kind: str, operation: str, name: str | None) -> Operation:
        found = OPERATIONS.get((kind, operation))
        if found is None or (name is not None and not found.on_instance):
            known = [f"${each}" for of, each in OPERATIONS if of == kind]
            raise NotFound(f"There is no operation ${operation} here; {kind} has {', '.join(known)}.", known=known)
        if name is not None:
            self.read(kind, name)
        return found

    def _ask(self, kind: str, operation: str, name: str | None, given: Given) -> Resource:
        answers: Mapping[tuple[str, str], Callable[[], Resource]] = {
            ("CodeSystem", "lookup"): lambda: self._code_system.lookup(given),
            ("CodeSystem", "validate-code"): lambda: self._code_system.validate(given, name is not None),
            ("CodeSystem", "subsumes"): lambda: self._code_system.subsumes(given),
            ("ValueSet", "expand"): lambda: self._value_sets.expand(given, name),
            ("ValueSet", "validate-code"): lambda: self._value_sets.validate(given, name),
            ("ConceptMap", "translate"): lambda: self._maps.translate(given, name),
        }
        return answers[kind, operation]()
