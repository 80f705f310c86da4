"""A result reads like something a colleague says."""

from pyoxigraph import BlankNode, Literal, NamedNode

from miliary.knowledge.report import Defect, Result, Severity, results
from miliary.vocabulary import expand, iri


def result(severity: Severity = Severity.VIOLATION, **values: str | None) -> Result:
    known: dict[str, str | None] = {
        "file": "ontology/diseases/SusacSyndrome.ttl",
        "term": iri("SusacSyndrome-Hydrocephalus-Box1"),
        "path": iri("occurrence"),
        "value": None,
        "message": "Choose one occurrence.",
        "shape": iri("Assertion-occurrence-shape"),
    }
    return Result(severity=severity, **(known | values))  # type: ignore[arg-type]


def test_a_violation_names_file_term_and_what_to_do() -> None:
    assert str(result(path=None)) == (
        "ontology/diseases/SusacSyndrome.ttl: SusacSyndrome-Hydrocephalus-Box1: Choose one occurrence."
    )


def test_a_warning_says_that_it_is_one() -> None:
    assert ": warning: Choose" in str(result(Severity.WARNING))


def test_the_value_at_fault_is_shown() -> None:
    assert str(result(value=iri("Often"))).endswith("Choose one occurrence. (occurrence: Often)")
    assert str(result(value=None)).endswith("(occurrence)")
    assert str(result(path=expand("rdfs:label"), value="x")).endswith("(rdfs:label: x)")


def test_a_value_that_the_message_names_is_not_repeated() -> None:
    text = str(result(value=iri("Often"), message="Nothing is known as “Often”."))
    assert text.endswith("Nothing is known as “Often”. (occurrence)")


def test_an_inverse_path_is_named_like_any_other() -> None:
    assert str(result(path="^" + iri("evidence"))).endswith("(evidence)")


def test_results_are_in_order_and_each_is_there_once() -> None:
    def defect(focus: NamedNode | BlankNode, severity: Severity) -> Defect:
        return Defect(NamedNode(iri("X-shape")), focus, None, Literal("x"), severity, "Do it.")

    first, second = NamedNode(iri("First")), NamedNode(iri("Second"))
    found = [defect(second, Severity.VIOLATION), defect(first, Severity.WARNING), defect(first, Severity.VIOLATION)]
    listed = results([*found, *found], {first: ("b.ttl",), second: ("a.ttl", "c.ttl")})
    assert [(one.file, one.term, one.severity.value) for one in listed] == [
        ("a.ttl", iri("Second"), "Violation"),
        ("b.ttl", iri("First"), "Violation"),
        ("b.ttl", iri("First"), "Warning"),
    ]


def test_a_term_without_a_name_is_called_so() -> None:
    nodes = [BlankNode("b1"), BlankNode("b2")]
    found = [Defect(NamedNode(iri("X-shape")), node, None, None, Severity.INFO, "Name it.") for node in nodes]
    assert [str(one) for one in results(found, dict.fromkeys(nodes, ("x.ttl",)))] == [
        "x.ttl: a node without a name: info: Name it."
    ]
