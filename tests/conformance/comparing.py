"""Whether two graphs, two datasets or two tables say the same, whatever their blank nodes are called."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from miliary.vocabulary import RDF, XSD
from tests.conformance.suite import Resource

Cell = NamedNode | BlankNode | Literal | Triple
Row = Mapping[str, Cell]

_ROW = "urn:x-test:row:"
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
# The integer types that XML Schema derives; their values are integers.
_INTEGERS = {
    XSD + name
    for name in (
        *("byte", "int", "long", "short", "unsignedByte", "unsignedInt", "unsignedLong", "unsignedShort"),
        *("negativeInteger", "nonNegativeInteger", "nonPositiveInteger", "positiveInteger"),
    )
}
_RESULTS = {"srj": QueryResultsFormat.JSON, "srx": QueryResultsFormat.XML, "tsv": QueryResultsFormat.TSV}
_RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


def same_graphs(first: Iterable[Quad], second: Iterable[Quad]) -> bool:
    """Tell whether two datasets are isomorphic."""
    return _canonical(first) == _canonical(second)


def same_tables(first: Sequence[Row], second: Sequence[Row]) -> bool:
    """Tell whether two tables hold the same rows as often, the blank nodes of one named as in the other or not."""
    plain = [Counter(frozenset(row.items()) for row in rows if not _has_blank(row)) for rows in (first, second)]
    blank = [[row for row in rows if _has_blank(row)] for rows in (first, second)]
    return plain[0] == plain[1] and same_graphs(*map(_as_quads, blank))


def rows_of(solutions: QuerySolutions) -> list[Row]:
    """The rows of a parsed result, numbers by value: as decimals 2.0 and 2.00 are one, 2 as an integer is another."""
    names = [variable.value for variable in solutions.variables]
    return [
        {name: _usual(term) for name, term in zip(names, solution, strict=True) if term is not None}
        for solution in solutions
    ]


def read_expected(file: Resource) -> list[Row] | bool | list[Quad]:
    """What a test expects: rows, a truth value or a graph, read from the file it names."""
    data, ending = file.path.read_bytes(), file.path.suffix.removeprefix(".")
    if ending in ("ttl", "nt", "rdf"):
        form = RdfFormat.from_extension(ending)
        assert form is not None
        quads = list(parse(data, format=form, base_iri=file.text))
        return _rows_in_rdf(quads) if any(each.predicate.value == _RS + "solution" for each in quads) else quads
    if ending == "csv":
        return rows_of_csv(data)
    parsed = parse_query_results(data, format=_RESULTS[ending])
    return bool(parsed) if isinstance(parsed, QueryBoolean) else rows_of(parsed)


def rows_of_csv(data: bytes) -> list[Row]:
    """The rows of a CSV result, by column: which comes first under ``SELECT *`` SPARQL leaves open."""
    header, *lines = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    cells = [{name: cell for name, cell in zip(header, line, strict=True) if cell} for line in lines]
    return [{name: _csv_term(cell) for name, cell in row.items()} for row in cells]


def _csv_term(cell: str) -> Cell:
    """CSV has no types, so what reads as a number is one."""
    if cell.startswith("_:"):
        return BlankNode(cell.removeprefix("_:"))
    return _usual(Literal(cell, datatype=NamedNode(XSD + "double"))) if _NUMBER.fullmatch(cell) else Literal(cell)


def _rows_in_rdf(quads: Iterable[Quad]) -> list[Row]:
    """The rows of a result that is itself written as RDF, in the vocabulary of the older tests."""
    graph = Store()
    graph.extend(quads)
    rows: dict[object, dict[str, Cell]] = {}
    for solution in graph.quads_for_pattern(None, NamedNode(_RS + "solution"), None, None):
        row = rows.setdefault(solution.object, {})
        for binding in graph.quads_for_pattern(solution.object, NamedNode(_RS + "binding"), None, None):  # type: ignore[arg-type]
            name, value = (
                next(graph.quads_for_pattern(binding.object, NamedNode(_RS + part), None, None)).object  # type: ignore[arg-type]
                for part in ("variable", "value")
            )
            row[name.value] = _usual(value)  # type: ignore[union-attr]
    return list(rows.values())


def _canonical(quads: Iterable[Quad]) -> frozenset[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def _as_quads(rows: Iterable[Row]) -> list[Quad]:
    quads = []
    for row in rows:
        node = BlankNode()
        quads.append(Quad(node, NamedNode(RDF + "type"), NamedNode(_ROW), DefaultGraph()))
        quads += [Quad(node, NamedNode(_ROW + name), term, DefaultGraph()) for name, term in row.items()]
    return quads


def _has_blank(row: Row) -> bool:
    return any(isinstance(term, BlankNode) for term in row.values())


def _usual(term: Cell) -> Cell:
    """A number or truth value in one spelling: the engine keeps the value of a literal, not how it was written."""
    if not isinstance(term, Literal):
        return term
    datatype = XSD + "integer" if term.datatype.value in _INTEGERS else term.datatype.value
    spell = _SPELLINGS.get(datatype)
    if spell is None:
        return term
    try:
        return Literal(spell(term.value), datatype=NamedNode(datatype))
    except (ValueError, ArithmeticError):  # no number for all its datatype says
        return term


def _decimal(value: str) -> str:
    return str(Decimal(value).normalize())


def _float(value: str) -> str:
    return repr(float(value))


def _boolean(value: str) -> str:
    return {"0": "false", "1": "true"}.get(value, value)


_SPELLINGS: Mapping[str, Callable[[str], str]] = {
    XSD + "boolean": _boolean,
    XSD + "decimal": _decimal,
    XSD + "double": _float,
    XSD + "float": _float,
    XSD + "integer": _decimal,
}
