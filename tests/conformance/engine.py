"""One test of the W3C on the embedded engine: a query or an update evaluated, or its syntax judged."""

from collections.abc import Iterable

from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
)

from miliary.vocabulary import RDFS
from tests.conformance.comparing import read_expected, rows_of, rows_of_csv, same_graphs, same_tables
from tests.conformance.suite import MF, QT, UT, Case, Resource


class Failed(Exception):
    """The engine does not do what the test expects; says how."""


def run(case: Case) -> None:
    """Do what the test says.

    :raises Failed: the outcome is another than the expected one
    """
    match case.kind:
        case "PositiveSyntaxTest11" | "NegativeSyntaxTest11" | "PositiveSyntaxTest" | "NegativeSyntaxTest":
            _syntax(case, Store().query)
        case "PositiveUpdateSyntaxTest11" | "NegativeUpdateSyntaxTest11" | "PositiveUpdateSyntaxTest":
            _syntax(case, Store().update)
        case "UpdateEvaluationTest":
            _update(case)
        case "CSVResultFormatTest":
            _csv(case)
        case "QueryEvaluationTest":
            _query(case)
        case other:
            raise AssertionError(f"a test of a new kind: {other}")


def _syntax(case: Case, read: object) -> None:
    """Have the engine read a query or an update; being read is what counts, so it runs on nothing."""
    assert callable(read)
    action = case.entry.one(MF + "action")
    file = action if not action.all(UT + "request") else action.one(UT + "request")
    try:
        read(file.path.read_text(encoding="utf-8"), base_iri=file.text)
        accepted = True
    except SyntaxError:
        accepted = False
    except (OSError, RuntimeError):  # it was read; what it then asks for is not there
        accepted = True
    if accepted != case.kind.startswith("Positive"):
        raise Failed("accepted" if accepted else "refused")


def _query(case: Case) -> None:
    action = case.entry.one(MF + "action")
    query = action.one(QT + "query")
    answer = _asked(action, query)
    expected = read_expected(case.entry.one(MF + "result"))
    match answer:
        case QueryBoolean():
            same = bool(answer) is expected
        case QueryTriples():
            triples = [Quad(each.subject, each.predicate, each.object) for each in answer]
            same = isinstance(expected, list) and same_graphs(triples, expected)  # type: ignore[arg-type]
        case QuerySolutions():
            rows = rows_of(answer)
            same = isinstance(expected, list) and same_tables(rows, expected)  # type: ignore[arg-type]
    if not same:
        raise Failed("another answer")


def _csv(case: Case) -> None:
    """CSV forgets what is an IRI and what a literal: what is compared is the text that was written."""
    action = case.entry.one(MF + "action")
    answer = _asked(action, action.one(QT + "query"))
    assert isinstance(answer, QuerySolutions)
    written = answer.serialize(format=QueryResultsFormat.CSV)
    assert written is not None
    expected = read_expected(case.entry.one(MF + "result"))
    if not same_tables(rows_of_csv(written), expected):  # type: ignore[arg-type]
        raise Failed("another answer")


def _asked(action: Resource, query: Resource) -> QueryBoolean | QuerySolutions | QueryTriples:
    store = _stocked(action.all(QT + "data"), action.all(QT + "graphData"))
    try:
        return store.query(query.path.read_text(encoding="utf-8"), base_iri=query.text)
    except SyntaxError as error:
        raise Failed(f"refused: {error}") from error


def _update(case: Case) -> None:
    action, result = case.entry.one(MF + "action"), case.entry.one(MF + "result")
    store, expected = (_stocked(each.all(UT + "data"), each.all(UT + "graphData")) for each in (action, result))
    request = action.one(UT + "request")
    try:
        store.update(request.path.read_text(encoding="utf-8"), base_iri=request.text)
    except SyntaxError as error:
        raise Failed(f"refused: {error}") from error
    if not same_graphs(store, expected):
        raise Failed("another dataset")


def _stocked(data: Iterable[Resource], named: Iterable[Resource]) -> Store:
    store = Store()
    for each in data:
        store.extend(_quads(each, DefaultGraph()))
    for each in named:
        file = each.get(UT + "graph")
        name = NamedNode(each.one(RDFS + "label").text if file else each.text)
        store.extend(_quads(file or each, name))
    return store


def _quads(file: Resource, graph: NamedNode | DefaultGraph) -> list[Quad]:
    form = RdfFormat.from_extension(file.path.suffix.removeprefix("."))
    assert form is not None
    parsed = parse(file.path.read_bytes(), format=form, base_iri=file.text)
    return [Quad(each.subject, each.predicate, each.object, graph) for each in parsed]
