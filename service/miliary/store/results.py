"""What a query answers, and how it is written down.

An answer holds its engine's result, which is read once, from front to back: either go through it or write it.
The formats are pyoxigraph's own objects; each knows its ``media_type`` and ``file_extension``.
"""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import IO, TypeAlias

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from miliary.vocabulary import PREFIXES

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Row: TypeAlias = tuple[Term | None, ...]

RESULT_FORMATS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV)
GRAPH_FORMATS = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD)


class Solutions:
    """The answer to a SELECT: rows of terms."""

    def __init__(self, solutions: QuerySolutions) -> None:
        self._solutions = solutions

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """The names of the columns, without ``?``, in the order of the query."""
        return tuple(variable.value for variable in self._solutions.variables)

    def __iter__(self) -> Iterator[Row]:
        """Yield each row as a tuple in the order of :attr:`variables`; a cell without a value is None."""
        for solution in self._solutions:
            yield tuple(solution)

    def records(self) -> Iterator[dict[str, Term]]:
        """Yield each row as a dictionary from column to term; a cell without a value is left out."""
        for row in self:
            yield {name: term for name, term in zip(self.variables, row, strict=True) if term is not None}

    def write(self, output: IO[bytes], form: QueryResultsFormat) -> None:
        """Write the rows to ``output`` in one of :data:`RESULT_FORMATS`."""
        self._solutions.serialize(output, form)

    def serialise(self, form: QueryResultsFormat) -> bytes:
        """Return the rows in one of :data:`RESULT_FORMATS`."""
        return _bytes(self._solutions.serialize(format=form))


class Truth:
    """The answer to an ASK; use it as a bool."""

    def __init__(self, answer: QueryBoolean) -> None:
        self._answer = answer

    def __bool__(self) -> bool:
        """Tell whether the pattern has a solution."""
        return bool(self._answer)

    def write(self, output: IO[bytes], form: QueryResultsFormat) -> None:
        """Write the answer to ``output`` in one of :data:`RESULT_FORMATS`."""
        self._answer.serialize(output, form)

    def serialise(self, form: QueryResultsFormat) -> bytes:
        """Return the answer in one of :data:`RESULT_FORMATS`."""
        return _bytes(self._answer.serialize(format=form))


class Triples:
    """The answer to a CONSTRUCT or a DESCRIBE, or any other triples that are to be written."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._triples = triples

    def __iter__(self) -> Iterator[Triple]:
        """Yield the triples in the engine's order; a triple may come more than once."""
        return iter(self._triples)

    def write(self, output: IO[bytes], form: RdfFormat) -> None:
        """Write the triples to ``output`` in one of :data:`GRAPH_FORMATS`, with the project's prefixes."""
        serialize(self._triples, output, form, prefixes=dict(PREFIXES))

    def serialise(self, form: RdfFormat) -> bytes:
        """Return the triples in one of :data:`GRAPH_FORMATS`, with the project's prefixes."""
        return _bytes(serialize(self._triples, format=form, prefixes=dict(PREFIXES)))


Answer: TypeAlias = Solutions | Truth | Triples


def _bytes(written: bytes | None) -> bytes:
    assert written is not None, "without an output pyoxigraph returns the bytes"
    return written
