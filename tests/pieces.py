"""Graphs written as a few lines of Turtle, without their prefixes."""

from pyoxigraph import Literal, NamedNode, Quad, Triple

from miliary.knowledge.load import read_bytes
from miliary.store import EmbeddedStore
from miliary.vocabulary import PREFIXES, curie

PREFIX_TABLE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())


def triples(*turtle: str) -> tuple[Triple, ...]:
    """The triples of the pieces ``turtle``, in the order in which they stand."""
    return tuple(each for piece in turtle for each in read_bytes((PREFIX_TABLE + piece).encode(), "piece.ttl"))


def store_of(*turtle: str) -> EmbeddedStore:
    """A store that holds the pieces and nothing more."""
    store = EmbeddedStore.memory()
    store.extend(Quad(*each) for each in triples(*turtle))
    return store


def word(term: object) -> str:
    """A term as a reader would write it: a CURIE without ``mil:``, or the text of a literal."""
    if isinstance(term, NamedNode):
        return curie(term.value).removeprefix("mil:")
    return term.value if isinstance(term, Literal) else str(term)


def words(triple: Triple) -> tuple[str, str, str]:
    """A triple as a reader would write it."""
    return word(triple.subject), word(triple.predicate), word(triple.object)
