"""Binding: values become typed terms in the VALUES blocks and nowhere else, and no text widens a query."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode

from miliary.errors import InvalidParameter
from miliary.queries import Given, Parameter, Value
from miliary.store import EmbeddedStore, Solutions
from miliary.vocabulary import MIL, XSD
from tests.queries.conftest import Write

DISEASE = "# param disease (iri): mil:Susac\nSELECT * { VALUES ?disease { mil:Susac } }"
CASE = (
    "# param present (iri list): mil:A\n# param age (integer optional): 40\n"
    "SELECT * { VALUES ?present { mil:A } { VALUES ?age { UNDEF } } { VALUES ?present { mil:A } } }"
)


def typed(text: str, datatype: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + datatype))


def test_the_rows_of_every_block_are_replaced(write: Write) -> None:
    bound = write(CASE).bind(present=["mil:X", "https://example.org/y"], age=39)
    rows = f"<{MIL}X> <https://example.org/y>"
    age = '"39"^^<http://www.w3.org/2001/XMLSchema#integer>'
    assert f"VALUES ?present {{ {rows} }} {{ VALUES ?age {{ {age} }} }} {{ VALUES ?present {{ {rows} }} }}" in bound


def test_an_optional_value_left_out_is_undefined(write: Write) -> None:
    assert "VALUES ?age { UNDEF }" in write(CASE).bind(present=["mil:X"])
    assert "VALUES ?age { UNDEF }" in write(CASE).bind(present=["mil:X"], age=None)


def test_an_empty_list_has_no_rows(write: Write) -> None:
    assert "VALUES ?present {  }" in write(CASE).bind(present=[])


def test_what_only_looks_like_a_block_stays(write: Write) -> None:
    query = DISEASE + " # VALUES ?disease { mil:Susac }\n#'VALUES ?disease { mil:Susac }'"
    assert write(query).bind(disease="mil:X").count("mil:Susac") == 3


@pytest.mark.parametrize(
    ("type_", "value", "term"),
    [
        ("iri", "mil:X", NamedNode(MIL + "X")),
        ("iri", "MIL:X", NamedNode(MIL + "X")),
        ("iri", "https://example.org/it's", NamedNode("https://example.org/it's")),
        ("iri", "urn:x:y", NamedNode("urn:x:y")),
        ("iri", NamedNode(MIL + "X"), NamedNode(MIL + "X")),
        ("string", "", Literal("")),
        ("string", "a \"quote\"\n\\ and 'more' }", Literal("a \"quote\"\n\\ and 'more' }")),
        ("integer", 5, typed("5", "integer")),
        ("integer", "-5", typed("-5", "integer")),
        ("decimal", Decimal("1E+2"), typed("100", "decimal")),
        ("decimal", "0.5", typed("0.5", "decimal")),
        ("decimal", 5, typed("5", "decimal")),
        ("boolean", True, typed("true", "boolean")),
        ("boolean", "false", typed("false", "boolean")),
    ],
)
def test_a_value_becomes_a_typed_term(type_: str, value: Value, term: NamedNode | Literal) -> None:
    assert Parameter("x", type_).term(value) == term


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        *(("iri", bad) for bad in ("", "X", "mil:a b", "mil:a>", "<mil:a>", 'x:"', "x:{", "x:\\u003e", "x:\ud800", 5)),
        *(("integer", bad) for bad in ("", "5.0", "1e3", "٣", " 5", "5 ", True, Decimal(5).sqrt(), NamedNode("x:y"))),
        *(("decimal", bad) for bad in ("", ".", "1e3", "NaN", "1,5", False, Decimal("NaN"), Decimal("Infinity"))),
        *(("boolean", bad) for bad in ("", "True", "1", 1)),
        *(("string", bad) for bad in ("\ud800", 5, NamedNode("x:y"))),
    ],
)
def test_a_wrong_type_is_refused_by_name(write: Write, type_: str, value: Value) -> None:
    query = write(f"# param thing ({type_}): x\nSELECT * {{ VALUES ?thing {{ 1 }} }}")
    with pytest.raises(InvalidParameter, match="“thing” must be") as caught:
        query.bind(thing=value)
    assert caught.value.extra["parameter"] == "thing"
    assert caught.value.detail.encode("utf-8")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "“present” is missing"),
        ({"present": None}, "“present” is missing"),
        ({"present": "mil:A"}, "“present” takes a list"),
        ({"present": [], "age": [39]}, "“age” takes one value"),
        ({"present": [], "sex": "male"}, "no parameter “sex”; it has present, age"),
        ({"present": ["mil:A", "b"]}, "“present” must be an absolute IRI"),
    ],
)
def test_what_does_not_fit_is_refused_by_name(write: Write, values: dict[str, Given], said: str) -> None:
    with pytest.raises(InvalidParameter) as caught:
        write(CASE).bind(**values)
    assert said in caught.value.detail


def test_a_parameter_may_have_any_name(write: Write) -> None:
    query = write("# param self (string): x\nSELECT * { VALUES ?self { 'x' } }")
    assert 'VALUES ?self { "y" }' in query.bind(self="y")


@settings(max_examples=500, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    type_=st.sampled_from(["iri", "string", "integer", "decimal", "boolean"]),
    values=st.lists(
        st.one_of(
            st.text(st.characters(), max_size=12),
            st.text("'\"\\}{<>#?: \n\r.tru1", max_size=12),
            st.from_regex(r"mil:[\w'}<> \"#]*", fullmatch=True),
        ),
        max_size=4,
    ),
)
def test_no_text_widens_a_query(write: Write, type_: str, values: list[str]) -> None:
    query = write(
        f"# param x ({type_} list): y\n"
        "SELECT ?x { VALUES ?x { 'y' } FILTER NOT EXISTS { VALUES ?z { 'only here' } FILTER (?z = ?x) } } # it's }"
    )
    try:
        bound = query.bind(x=values)
    except InvalidParameter:
        return
    term_of = Parameter("x", type_).term
    answer = EmbeddedStore.memory().query(bound)
    assert isinstance(answer, Solutions)
    assert [row[0] for row in answer] == [term_of(value) for value in values if value != "only here"]
