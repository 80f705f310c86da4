"""One graph, one spelling: whatever order, names or format a graph comes in, its canonical Turtle is the same bytes."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from miliary.errors import NotCanonical
from miliary.knowledge.load import read_bytes
from miliary.knowledge.turtle import canonical
from miliary.vocabulary import RDF, XSD, iri
from tests.pieces import PREFIX_TABLE, triples

FIRST, REST, NIL = (NamedNode(RDF + name) for name in ("first", "rest", "nil"))
HEAD = "".join(f"{line}\n" for line in sorted(PREFIX_TABLE.splitlines()))


@dataclass(frozen=True)
class Blank:
    """A node without a name, and what it says."""

    says: tuple[tuple[NamedNode, "Value"], ...]


@dataclass(frozen=True)
class Members:
    """An RDF list."""

    values: tuple["Value", ...]


Value: TypeAlias = NamedNode | Literal | Blank | Members
Statement: TypeAlias = tuple[NamedNode, NamedNode, Value]

# Names of every kind, properties that RDF/XML can write, texts that XML can hold.
NAMES = st.sampled_from(
    [NamedNode(iri(name)) for name in ("A", "Ab-c-Table2", "a.b", "9", "x/y", "é")]
) | st.sampled_from([NamedNode("http://other.example/A"), NamedNode(XSD + "string"), NamedNode(RDF + "type")])
PROPERTIES = st.sampled_from([NamedNode(iri("p")), NamedNode(iri("q")), NamedNode(RDF + "type"), NamedNode("urn:x:r")])
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff") | st.sampled_from("\n\t\"'\\")
)
NUMBERS = st.sampled_from(["1", "01", "+1", "-1", "1.0", "1.50", "-0.005", ".5", "1.", "1E0", "true", "TRUE", "0"])
TYPES = st.sampled_from([NamedNode(XSD + name) for name in ("integer", "decimal", "boolean", "double", "dateTime")])
LITERALS = (
    st.builds(Literal, TEXTS)
    | st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "en-gb", "de"]))
    | st.builds(lambda text, kind: Literal(text, datatype=kind), NUMBERS, TYPES)
)
VALUES: st.SearchStrategy[Value] = st.recursive(
    NAMES | LITERALS,
    lambda inner: (
        st.builds(Blank, st.lists(st.tuples(PROPERTIES, inner), max_size=3).map(tuple))
        | st.builds(Members, st.lists(inner, max_size=3).map(tuple))
    ),
    max_leaves=8,
)
GRAPHS = st.lists(st.tuples(NAMES, PROPERTIES, VALUES), max_size=6)
SEEDS = st.integers(0, 2**32)


def graph(statements: Iterable[Statement], seed: int) -> list[Triple]:
    """The triples of ``statements`` in an order, and with names for the blank nodes, that follow from ``seed``."""
    chance = random.Random(seed)
    found: list[Triple] = []

    def blank() -> BlankNode:
        return BlankNode(f"b{chance.getrandbits(64):x}")

    def node(value: Value) -> NamedNode | Literal | BlankNode:
        if isinstance(value, Members):
            return cells(iter(value.values))
        if not isinstance(value, Blank):
            return value
        itself = blank()
        found.extend(Triple(itself, predicate, node(each)) for predicate, each in value.says)
        return itself

    def cells(values: Iterator[Value]) -> NamedNode | BlankNode:
        for value in values:
            cell = blank()
            found.extend([Triple(cell, FIRST, node(value)), Triple(cell, REST, cells(values))])
            return cell
        return NIL

    found.extend(Triple(subject, predicate, node(value)) for subject, predicate, value in statements)
    chance.shuffle(found)
    return found


@given(GRAPHS, SEEDS)
def test_neither_the_order_nor_the_names_of_blank_nodes_matter(statements: list[Statement], seed: int) -> None:
    assert canonical(graph(statements, seed)) == canonical(graph(statements, seed + 1))


@pytest.mark.parametrize("form", [RdfFormat.RDF_XML, RdfFormat.TURTLE, RdfFormat.N_TRIPLES], ids=str)
@given(statements=GRAPHS, seed=SEEDS)
def test_a_graph_saved_in_another_format_comes_back_to_the_same_bytes(
    form: RdfFormat, statements: list[Statement], seed: int
) -> None:
    before = graph(statements, seed)
    saved = serialize(before, format=form)
    assert saved is not None
    assert canonical(read_bytes(saved, "saved")) == canonical(before)


@given(GRAPHS, SEEDS)
def test_canonical_turtle_is_turtle_and_says_the_same(statements: list[Statement], seed: int) -> None:
    before = graph(statements, seed)
    text = canonical(before)
    after = read_bytes(text.encode(), "canonical.ttl")
    assert len(set(after)) == len(set(before))
    assert without_blanks(after) == without_blanks(before)
    assert canonical(after) == text


def without_blanks(found: Iterable[Triple]) -> set[Triple]:
    return {each for each in found if not {type(each.subject), type(each.object)} & {BlankNode}}


def test_canonical_turtle_reads_like_this() -> None:
    written = canonical(
        triples(
            """mil:B rdfs:label "second"@en , "zweite"@de ; a owl:Class .
            mil:A owl:equivalentClass [
                a owl:Class ; owl:intersectionOf ( mil:Lesion [ owl:onProperty mil:hasSite ] ) ] ."""
        )
    )
    assert written == HEAD + (
        """
mil:A
    owl:equivalentClass [
        a owl:Class ;
        owl:intersectionOf (
            mil:Lesion
            [
                owl:onProperty mil:hasSite ;
            ]
        ) ;
    ] ;
.

mil:B
    a owl:Class ;
    rdfs:label
        "second"@en ,
        "zweite"@de ;
.
"""
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("1.0", "1.0"),
        ("100.00", "100.00"),
        ("-2.0", "-2.0"),
        ("27", "27"),
        ("-3", "-3"),
        ("true", "true"),
        ('"01"^^xsd:integer', '"01"^^xsd:integer'),
        ('"+1"^^xsd:integer', '"+1"^^xsd:integer'),
        ('"5"^^xsd:decimal', '"5"^^xsd:decimal'),
        ('"05.0"^^xsd:decimal', '"05.0"^^xsd:decimal'),
        ('"TRUE"^^xsd:boolean', '"TRUE"^^xsd:boolean'),
        ("1E0", '"1E0"^^xsd:double'),
        ('"plain"^^xsd:string', '"plain"'),
        ('"colour"@en-GB', '"colour"@en-gb'),
        ('"left to right"@en--ltr', '"left to right"@en--ltr'),
        ('"2026-11-22T00:00:00Z"^^xsd:dateTime', '"2026-11-22T00:00:00Z"^^xsd:dateTime'),
        ('"two\\nlines"@en', '"""two\nlines"""@en'),
        ('"a \\"quoted\\" word\\n"', '"""a \\"quoted\\" word\n"""'),
        ('"a \\"quoted\\" \\\\ word\\tand a tab\\r"', '"a \\"quoted\\" \\\\ word\\tand a tab\\r"'),
        ('"3"^^<http://other.example/kind>', '"3"^^<http://other.example/kind>'),
        ("<http://other.example/A>", "<http://other.example/A>"),
        ("<https://w3id.org/miliary/ontology/findings>", "<https://w3id.org/miliary/ontology/findings>"),
        ("<https://w3id.org/miliary/ends.>", "<https://w3id.org/miliary/ends.>"),
        ("mil:A-b-Table2-evidence", "mil:A-b-Table2-evidence"),
        ("()", "()"),
        ("[]", "[\n    ]"),
    ],
)
def test_a_value_is_spelled(value: str, written: str) -> None:
    assert canonical(triples(f"mil:s mil:p {value} .")) == f"{HEAD}\nmil:s\n    mil:p {written} ;\n.\n"


def test_adding_a_value_adds_a_line() -> None:
    before = canonical(triples("mil:s mil:p mil:A , mil:C .")).splitlines()
    after = canonical(triples("mil:s mil:p mil:A , mil:B , mil:C .")).splitlines()
    assert [line for line in after if line not in before] == ["        mil:B ,"]
    assert len(after) == len(before) + 1


def test_blank_siblings_come_in_the_order_of_what_they_say() -> None:
    siblings = ["[ mil:q 2 ]", "[ mil:q 1 ]", "[ mil:q 1 ]", "[ mil:q [ mil:q 0 ] ]", "( mil:A )"]
    written = {
        canonical(triples(f"mil:s mil:p {' , '.join(random.Random(seed).sample(siblings, 5))} .")) for seed in range(50)
    }
    assert len(written) == 1
    assert written.pop().count("mil:q 1 ;") == 2


def test_individuals_that_an_owl_editor_declares_are_left_out() -> None:
    plain = "mil:s a mil:Assertion ."
    assert canonical(triples("mil:s a owl:NamedIndividual , mil:Assertion . mil:other a owl:NamedIndividual .")) == (
        canonical(triples(plain))
    )


def test_a_triple_that_comes_twice_is_written_once() -> None:
    assert canonical(triples("mil:s mil:p mil:A .") * 2) == canonical(triples("mil:s mil:p mil:A ."))


def test_the_prefix_table_is_always_the_same() -> None:
    assert canonical([]) == HEAD


@pytest.mark.parametrize(
    ("turtle", "why"),
    [
        ("mil:s mil:p _:b . mil:t mil:p _:b . _:b mil:q 1 .", "used twice"),
        ("mil:s mil:p _:b ; mil:q _:b .", "used twice"),
        ("mil:s mil:p _:a . _:a mil:p _:b . _:b mil:p _:a .", "contains itself"),
        ("mil:s mil:p _:a . _:a mil:p _:a .", "contains itself"),
        ("_:a mil:p _:b . _:b mil:p _:a .", "not part of any named term"),
        ("[] a mil:Conflict .", "not part of any named term"),
        ("mil:s mil:p _:a . _:a rdf:first 1 ; rdf:rest _:a .", "contains itself"),
        ("mil:s mil:p [ rdf:first 1 ] .", "broken"),
        ("mil:s mil:p [ rdf:first 1 , 2 ; rdf:rest () ] .", "broken"),
        ("mil:s mil:p [ rdf:first 1 ; rdf:rest mil:named ] . mil:named rdf:first 2 ; rdf:rest () .", "broken"),
        ("mil:s mil:p [ rdf:first 1 ; rdf:rest () ; rdfs:label 'kept?' ] .", "broken"),
        ("mil:s mil:p <<( mil:a mil:b mil:c )>> .", "triple term"),
    ],
)
def test_a_graph_without_a_canonical_form_is_refused(turtle: str, why: str) -> None:
    with pytest.raises(NotCanonical, match=why):
        canonical(triples(turtle))
