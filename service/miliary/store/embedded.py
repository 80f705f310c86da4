"""The embedded store: Oxigraph, in memory or in a folder, through pyoxigraph."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryBoolean, QuerySolutions, RdfFormat, Triple

from miliary.errors import MalformedInput, MalformedQuery
from miliary.store.bounds import refuse_excess
from miliary.store.malformed import not_unicode, refused_by_engine
from miliary.store.results import Answer, Solutions, Term, Triples, Truth
from miliary.vocabulary import PREFIXES

_DEFAULT_GRAPH = DefaultGraph()
_NO_SUBSTITUTIONS: Mapping[str, Term] = MappingProxyType({})


class EmbeddedStore:
    """A :class:`miliary.store.interface.Store` over pyoxigraph. It can be used from several threads.

    A folder has either one store that writes or any number that only read; the files are let go when the object is.
    """

    def __init__(self, engine: pyoxigraph.Store) -> None:
        self._engine = engine

    @classmethod
    def memory(cls) -> "EmbeddedStore":
        """Return an empty store that is gone with the process."""
        return cls(pyoxigraph.Store())

    @classmethod
    def create(cls, path: Path) -> "EmbeddedStore":
        """Make a new store in the folder ``path`` and open it for writing.

        :raises FileExistsError: something is there already
        :raises OSError: the folder cannot be made or written to
        """
        path.mkdir(parents=True)
        return cls(pyoxigraph.Store(path))

    @classmethod
    def open_read_only(cls, path: Path) -> "EmbeddedStore":
        """Open the store in the folder ``path``, which nobody may be writing to.

        :raises OSError: there is no store, or its files are damaged
        """
        try:
            return cls(pyoxigraph.Store.read_only(str(path)))
        except RuntimeError as error:  # a checksum that does not fit
            raise OSError(str(error)) from error

    def query(
        self,
        text: str,
        substitutions: Mapping[str, Term] = _NO_SUBSTITUTIONS,
        *,
        default_graphs: Iterable[str] | None = None,
        named_graphs: Iterable[str] | None = None,
        base: str | None = None,
    ) -> Answer:
        """Answer a query; see :meth:`miliary.store.interface.Store.query`.

        :param substitutions: the terms that variables, named without ``?``, are replaced by before the query is run
        """
        refuse_excess(text)
        default, named = _graphs(default_graphs), _graphs(named_graphs)
        terms = {pyoxigraph.Variable(name): term for name, term in substitutions.items()}
        return _answer(self._run(text, base=base, default_graph=default, named_graphs=named, substitutions=terms))

    def select(self, text: str, *, base: str | None = None) -> Solutions:
        """Answer a SELECT that names no graphs and is known to be well within what the engine can hold.

        :raises MalformedQuery: the engine does not understand it after all
        """
        rows = self._run(text, base=base)
        assert isinstance(rows, QuerySolutions), "it selects"
        return Solutions(rows)

    def _run(self, text: str, *, base: str | None, **other: Any) -> object:
        try:
            return self._engine.query(text, base_iri=base, **other)
        except SyntaxError as error:
            raise refused_by_engine(error) from error
        except UnicodeEncodeError as error:
            raise not_unicode(text, error) from error
        except RuntimeError as error:  # a function that only another engine has
            raise MalformedQuery(f"The query cannot be run: {error}.") from error
        except ValueError as error:
            raise MalformedInput("The base of the query is not an absolute IRI.") from error

    def quads(
        self,
        subject: NamedNode | BlankNode | Triple | None = None,
        predicate: NamedNode | None = None,
        value: Term | None = None,
        graph: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that have the given terms; None stands for any, also for any graph."""
        return self._engine.quads_for_pattern(subject, predicate, value, graph)

    def extend(self, quads: Iterable[Quad]) -> None:
        """Add all of ``quads`` or, if an error comes in between, none.

        :raises RuntimeError: the store was opened for reading only
        """
        self._engine.extend(quads)

    def fill(self, quads: Iterable[Quad]) -> None:
        """Add all of ``quads`` to a store that nobody reads yet: sooner and in less space than :meth:`extend`.

        :raises OSError: the disk is full; what is there then is of no use
        """
        self._engine.bulk_extend(quads)

    def add(self, triples: Iterable[Triple], graph: NamedNode | DefaultGraph = _DEFAULT_GRAPH) -> None:
        """Add ``triples`` to one graph, all of them or, if an error comes in between, none."""
        named = () if isinstance(graph, DefaultGraph) else (graph,)  # to say "the default one" takes ten times as long
        self.extend(Quad(*each, *named) for each in triples)

    def graphs(self) -> frozenset[str]:
        """Return the IRIs of the named graphs; blank nodes name none that could be asked for."""
        return frozenset(name.value for name in self._engine.named_graphs() if isinstance(name, NamedNode))

    def count(self) -> int:
        """Return the number of quads, over all graphs."""
        return len(self._engine)

    def answers(self) -> bool:
        """Tell that queries are answered: the store is in this process."""
        return True

    def dump(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write the whole dataset, or its default graph where the format has no named graphs."""
        graph = None if form.supports_datasets else DefaultGraph()
        self._engine.dump(output, form, from_graph=graph, prefixes=dict(PREFIXES))

    def flush(self) -> None:
        """Have everything on the disk, so that the folder can be opened for reading once this object is gone."""
        self._engine.flush()


def _graphs(names: Iterable[str] | None) -> list[Any] | None:
    """Any: a list of names where the engine takes a list of names or blank nodes."""
    if names is None:
        return None
    try:
        return [NamedNode(name) for name in names]
    except (ValueError, UnicodeEncodeError) as error:
        raise MalformedInput("The name of a graph is not an absolute IRI.") from error


def _answer(result: object) -> Answer:
    if isinstance(result, QuerySolutions):
        return Solutions(result)
    if isinstance(result, QueryBoolean):
        return Truth(result)
    assert isinstance(result, pyoxigraph.QueryTriples), f"an answer of a new kind: {result!r}"
    return Triples(result)
