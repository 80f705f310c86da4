"""A column is written as the engine writes it, whatever stands in it."""

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pyoxigraph import BaseDirection, BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, Triple

from miliary.store import EmbeddedStore
from miliary.store.columns import Unwritten, json_of

S, P = NamedNode("http://a.example/s"), NamedNode("http://a.example/p")
TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
DATATYPES = st.sampled_from(["http://www.w3.org/2001/XMLSchema#" + name for name in ("integer", "string", "date", "x")])
LITERALS = st.one_of(
    TEXTS.map(Literal),
    st.builds(lambda text, tag: Literal(text, language=tag), TEXTS, st.sampled_from(["en", "de-CH", "x-y"])),
    st.builds(lambda text, name: Literal(text, datatype=NamedNode(name)), TEXTS, DATATYPES),
)
NAMES = st.text(st.characters(min_codepoint=0xA0, max_codepoint=0xD7FF)).map(lambda end: NamedNode(f"http://a.b/{end}"))


@given(st.lists(st.one_of(LITERALS, NAMES), max_size=5))
@example([Literal("".join(map(chr, range(0x100))))])
@example([Literal('\U0001d11e\u2028</script>\\"')])
def test_it_is_what_the_engine_writes(terms: list[Literal | NamedNode]) -> None:
    store = EmbeddedStore.memory()
    store.extend(Quad(S, P, each, DefaultGraph()) for each in terms)
    written = store.select(f"SELECT ?o {{ {S} {P} ?o }}").serialise(QueryResultsFormat.JSON)
    assert json_of("o", [quad.object for quad in store.quads(S, P, None, DefaultGraph())]) == written
    assert len(json.loads(written)["results"]["bindings"]) == len(set(terms))


@pytest.mark.parametrize(
    "term", [BlankNode(), Triple(S, P, S), Literal("a", language="ar", direction=BaseDirection.RTL)]
)
def test_what_few_formats_know_is_left_to_the_engine(term: BlankNode | Triple | Literal) -> None:
    with pytest.raises(Unwritten):
        json_of("o", [S, term])
