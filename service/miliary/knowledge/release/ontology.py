"""The released ontology of one published version, whole and without assertions, in every form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import RdfFormat, Triple

from miliary.knowledge.merge import merged, version_of, without_assertions
from miliary.knowledge.turtle import canonical
from miliary.queries import Catalogue
from miliary.store import Store, Triples

STATED = "release/stated"
WHOLE, CLASSES = "miliary", "miliary-without-assertions"
"""What the files are called, without their endings."""


@dataclass(frozen=True, slots=True)
class Form:
    """A way to write triples down.

    :param ending: of a file's name, without the dot
    :param title: what people call it
    :param format: the format
    """

    ending: str
    title: str
    format: RdfFormat

    @property
    def media_type(self) -> str:
        """The media type."""
        return self.format.media_type

    def write(self, triples: Iterable[Triple]) -> bytes:
        """Write ``triples``, which are in order, so that equal triples give equal bytes."""
        if self.format == RdfFormat.TURTLE:
            return canonical(triples).encode()
        return Triples(triples).serialise(self.format)


_ALL = (
    Form("owl", "RDF/XML", RdfFormat.RDF_XML),
    Form("ttl", "Turtle", RdfFormat.TURTLE),
    Form("jsonld", "JSON-LD", RdfFormat.JSON_LD),
    Form("nt", "N-Triples", RdfFormat.N_TRIPLES),
)
FORMS: Mapping[str, Form] = MappingProxyType({form.ending: form for form in _ALL})
"""The forms of a release by their endings, the one that ontology editors like best first."""


@dataclass(frozen=True, slots=True)
class Release:
    """The ontology of one version.

    :param version: what its version IRI ends with
    :param whole: all that was stated, in order
    :param classes: its classes and properties only, for a reasoner, in order
    """

    version: str
    whole: tuple[Triple, ...]
    classes: tuple[Triple, ...]

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue) -> "Release":
        """Make the release of a published version.

        :raises KnowledgeError: its ontology declares no version, or several
        """
        answer = store.query(catalogue.load(STATED).text)
        assert isinstance(answer, Triples), f"{STATED} constructs"
        whole = merged(answer)
        return cls(version_of(whole), whole, without_assertions(whole))

    def files(self) -> dict[str, bytes]:
        """Return both ontologies in every form, by file name."""
        named = {WHOLE: self.whole, CLASSES: self.classes}
        return {f"{name}.{each.ending}": each.write(triples) for name, triples in named.items() for each in _ALL}
