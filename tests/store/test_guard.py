"""No stranger's query reaches another server, however it is written; “service” may stand where it is harmless."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from miliary.errors import ForbiddenQuery, MalformedQuery, MiliaryError
from miliary.store import EmbeddedStore, Truth, refuse_outward
from tests.store.conftest import Listener

# Each calls out when nobody stops it; {0} is the server's address.
CALLS = {
    "plain": "SELECT * { SERVICE <{0}> {?q ?w ?e} }",
    "mixed case": "SELECT * { sErViCe <{0}> {?q ?w ?e} }",
    "silent": "ASK { SERVICE SILENT <{0}> {?q ?w ?e} }",
    "silent, glued": "ASK { SERVICESILENT<{0}>{?q ?w ?e} }",
    "nested": "SELECT * { OPTIONAL { { SELECT * { SERVICE <{0}> {?q ?w ?e} } } } }",
    "in EXISTS": "ASK { FILTER EXISTS { SERVICE SILENT <{0}> {?q ?w ?e} } }",
    "in LATERAL": "SELECT * { LATERAL { SERVICE <{0}> {?q ?w ?e} } }",
    "in DESCRIBE": "DESCRIBE ?q { SERVICE <{0}> {?q ?w ?e} }",
    "in CONSTRUCT": "CONSTRUCT { ?q ?w ?e } { SERVICE <{0}> {?q ?w ?e} }",
    "variable": "SELECT * { VALUES ?v {<{0}>} LATERAL { SERVICE ?v {?q ?w ?e} } }",
    "variable, glued": "SELECT*{VALUES ?v {<{0}>}LATERAL{SERVICE?v{?q ?w ?e}}}",
    "prefixed name": "PREFIX x: <{0}> SELECT * { SERVICE x:y {?q ?w ?e} }",
    "prefixed name, glued": "PREFIX x: <{0}> SELECT * { SERVICEx:y{?q ?w ?e} }",
    "empty prefix, glued": "PREFIX : <{0}> SELECT * { SERVICE:y{?q ?w ?e} }",
    "local part with escapes": "PREFIX x: <{0}> SELECT * { SERVICE x:a\\#\\'b{?q ?w ?e} }",
    "relative IRI": "BASE <{0}> SELECT * { SERVICE <> {?q ?w ?e} }",
    "comments between": "SELECT * { SERVICE # {\n # '\n <{0}> # '\n {?q ?w ?e} }",
    "after a comment ended by CR": "SELECT * { # x\rSERVICE <{0}> {?q ?w ?e} }",
    "after a parenthesis": "SELECT * { FILTER(1=1)SERVICE<{0}>{?q ?w ?e} }",
    "after a number": "SELECT * { ?a ?b 5SERVICE<{0}>{?q ?w ?e} }",
    "after a path's question mark": "SELECT * { ?a <http://a:>? 5SERVICE<{0}>{?q ?w ?e} }",
    "after a name that is cut": "PREFIX p: <http://a:> SELECT * { ?a p:5SERVICE<{0}>{?q ?w ?e} }",
    "comparison or IRI with quotes": (
        "SELECT * { VALUES (?a ?b) {('' '')} FILTER(?a<'>')SERVICE<{0}>{?q ?w ?e}FILTER(?b='') }"
    ),
    "comparison, then comment or IRI": "SELECT * { FILTER(1<2#>'''\n)SERVICE<{0}>{?q ?w ?e} #'''\n}",
    "quote in a comment": "SELECT * { # '\n SERVICE <{0}> {?q ?w ?e} # '\n }",
    "quote in an IRI": "SELECT * { {} UNION {?a <x:'> ?b} SERVICE <{0}> {?q ?w ?e} {} UNION {?a <x:'> ?c} }",
    "quote in a string": "SELECT * { FILTER('\\''!='') SERVICE <{0}> {?q ?w ?e} FILTER('\\''!='') }",
    "quotes in a long string": "SELECT * { FILTER('''a''b'''!='') SERVICE <{0}> {?q ?w ?e} FILTER('a'!='') }",
    "escaped quote in a string": 'SELECT * { FILTER("\\u0022"!="")SERVICE<{0}>{?q ?w ?e}FILTER(""!="\\u0022") }',
}
# Not SPARQL to Oxigraph 0.5, which replaces escapes in strings and IRIs only; SPARQL 1.1 replaces them everywhere.
ESCAPED = {
    "short escape": "SELECT * { \\u0053ERVICE <{0}> {?q ?w ?e} }",
    "long escape": "SELECT * { SERV\\U00000049CE <{0}> {?q ?w ?e} }",
    "all escaped": "SELECT * { \\u0053\\u0045\\u0052\\u0056\\u0049\\u0043\\u0045 <{0}> {?q ?w ?e} }",
    "escaped quote": "SELECT * { FILTER('\\u0027) SERVICE <{0}> {?q ?w ?e} FILTER('' = \\u0027') }",
    "escaped line end": "SELECT * { # \\u000A SERVICE <{0}> {?q ?w ?e}\n }",
}
HARMLESS = {
    "string": "SELECT * { FILTER('service <x:y> {}' != \"SERVICE <x:y> {}\") }",
    "long string": "SELECT * { FILTER('''it''s a\nservice <x:y> {}''' != \"\"\"SERVICE <x:y> {}\"\"\") }",
    "string with escapes": "SELECT * { FILTER('a \\'service <x:y> {}\\' \\\\' != '') }",
    "comment": "# don't ask for service <x:y> {}\nSELECT * { } # SERVICE <x:y> {}",
    "IRI": "SELECT * { ?s <https://example.org/service#x> <urn:service> . OPTIONAL { ?s <urn:x:service> ?o } }",
    "IRI with a fragment": "SELECT * { ?s <http://www.w3.org/2004/02/skos/core#note> 'a service', '''my\nservice''' }",
    "relative IRI": "BASE <https://example.org/> SELECT * { ?s <#service> <service> . OPTIONAL { } }",
    "IRI with an apostrophe": "SELECT * { ?s <https://x.org/it's> 'service' . OPTIONAL { ?s ?p <http://service/'> } }",
    "variable": "SELECT ?service $Service { ?service ?p ?x_service . OPTIONAL { $Service ?p 5 } }",
    "variable before a group": "SELECT * { ?s ?p ?service {} }",
    "prefix": "PREFIX service: <https://example.org/> SELECT * { ?s service:x 1 . OPTIONAL { } }",
    "local part": "PREFIX p: <https://example.org/> SELECT * { ?s p:service ?o ; p:selfService 'x' . OPTIONAL { } }",
    "blank node": "SELECT * { _:service ?p ?o . OPTIONAL { } }",
    "language": "SELECT * { ?s ?p 'x'@en . FILTER(LANG(?p) = 'service') }",
    "operators": "SELECT * { ?s ?p ?o . FILTER(?o < 5 && ?o > 2 && ?p != 'service') }",
}
UPDATES = [
    "INSERT DATA { <x:a> <x:b> <x:c> }",
    "# a comment\nPREFIX x: <x:#> # another\nBASE <x:y>\ninsert { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DELETE WHERE { ?s ?p ?o }",
    "LOAD <{0}>",
    "CLEAR ALL",
    "DROP GRAPH <x:g>",
    "CREATE GRAPH <x:g>",
    "ADD <x:a> TO <x:b>",
    "MOVE <x:a> TO <x:b>",
    "COPY <x:a> TO <x:b>",
    "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "\\u0049NSERT DATA { <x:a> <x:b> <x:c> }",
]


# Pieces that open, close, hide and split; their random rows are mostly no SPARQL, which is answered without a call too.
PIECES = [
    *("SERVICE", "service ", "SILENT", "<{0}>", "?v", "x:y", "{?q ?w ?e}", "=''", "!=", "@en", "{", "}", "(", ")"),
    *("'", '"', "'''", '"""', "\\", "<", ">", "<'>", "<x#>", "#", "\n", " ", "?", ".", ";", "5", "true", "?a", "?b"),
    *("<http://a:>", "p:5", "p:a\\'", "a", "FILTER(?a", "FILTER(1", "OPTIONAL{", "LATERAL{", "VALUES ?v {<{0}>}"),
    *("\\u0027", "\\u0053", "BIND(1 AS ?z)", "UNION{}"),
]
# A call between two things that hide from one reading or the other what the next would see.
BEFORE = [
    "",
    "FILTER(?a<'>')",
    "FILTER(?a<?b#>'''\n)",
    "#'\n",
    "FILTER('\\''!='')",
    "?a p:5",
    "?a ?b 5",
    "?a <x:y>?",
    "<x:y> ?b 'a'@en ",
]


def stocked() -> EmbeddedStore:
    """Return a store in which the patterns of the queries above are found, so that the engine goes on to the call."""
    store = EmbeddedStore.memory()
    store.extend([Quad(NamedNode("http://a:"), NamedNode("http://a:"), Literal(5))])
    return store


def run_guarded(query: str, listener: Listener) -> None:
    """Do as a stranger's query is done by, read the answer to its end, and see that nobody was asked."""
    try:
        refuse_outward(query)
        answer = stocked().query(query)
        if not isinstance(answer, Truth):
            list(answer)
    except MiliaryError:
        pass
    assert listener.asked == []


@pytest.mark.parametrize("kind", CALLS)
def test_without_the_guard_the_engine_calls_out(listener: Listener, kind: str) -> None:
    with contextlib.suppress(OSError):  # the listener answers 500
        answer = stocked().query(CALLS[kind].replace("{0}", listener.url))
        if not isinstance(answer, Truth):
            list(answer)
    assert listener.asked


@pytest.mark.parametrize("query", [*CALLS.values(), *ESCAPED.values()], ids=[*CALLS, *ESCAPED])
def test_a_query_that_calls_out_is_refused(listener: Listener, query: str) -> None:
    with pytest.raises(ForbiddenQuery, match="asks no other server"):
        refuse_outward(query.replace("{0}", listener.url))


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_the_word_may_stand_where_it_is_harmless(listener: Listener, query: str) -> None:
    refuse_outward(query)
    stocked().query(query)
    assert listener.asked == []


@pytest.mark.parametrize("query", UPDATES)
def test_an_update_is_refused(query: str) -> None:
    with pytest.raises(ForbiddenQuery, match="changes nothing"):
        refuse_outward(query)


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_an_unknown_graph_is_empty_and_is_not_fetched(store: EmbeddedStore, listener: Listener, clause: str) -> None:
    for address in (listener.url, "file:///etc/passwd", "https://w3id.org/unknown"):
        query = f"SELECT * {clause} <{address}> {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"
        refuse_outward(query)
        assert list(store.query(query)) == []  # type: ignore[arg-type]
    assert listener.asked == []


@settings(max_examples=1_500)
@given(pieces=st.lists(st.sampled_from(PIECES), max_size=14))
def test_no_row_of_pieces_reaches_the_listener(listening: Listener, pieces: list[str]) -> None:
    body = "".join(pieces).replace("{0}", listening.url)
    listening.asked.clear()
    run_guarded(f"PREFIX p: <http://a:> PREFIX x: <{listening.url}> SELECT * {{ {body} }}", listening)


@settings(max_examples=1_500)
@given(
    before=st.lists(st.sampled_from(BEFORE), max_size=3),
    call=st.sampled_from([query.split("{", 1)[1].rsplit("}", 1)[0] for query in CALLS.values()]),
    after=st.lists(st.sampled_from(PIECES), max_size=3),
    gap=st.sampled_from(["", " ", "\n", "#\n"]),
)
def test_no_hidden_call_reaches_the_listener(
    listening: Listener, before: list[str], call: str, after: list[str], gap: str
) -> None:
    body = gap.join([*before, call, *after]).replace("{0}", listening.url)
    listening.asked.clear()
    run_guarded(f"PREFIX p: <http://a:> PREFIX x: <{listening.url}> SELECT * {{ {body} }}", listening)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p 'a\nb' }",  # a short string ends with its line
        "SELECT * { ?s ?p <http://x/a b> }",  # an IRI holds no white space,
        'SELECT * { ?s ?p <http://x/"> }',  # no double quote,
        "SELECT * { ?s ?p <http://x/{> }",  # no brace
        "SELECT * { ?s ?p <http://x/<> }",  # and no angle bracket
        "SELECT * { FILTER(4//2) }",  # two slashes together are not code
        "SELECT * { ?s <x:a>//<x:b> ?o }",
        "SELECT * { ?s ?p 1\f}",  # a form feed is no white space
        "SELECT * { \\u003Fs ?p ?o }",  # escapes are for strings and IRIs only
    ],
)
def test_the_engine_refuses_what_the_guard_takes_for_impossible(store: EmbeddedStore, query: str) -> None:
    with pytest.raises(MalformedQuery):
        store.query(query)


ALLOWED = "http://127.0.0.1:9/sparql"


@pytest.mark.parametrize("query", ["ASK { SERVICE <%s> {} }", "ASK { service  silent\n<%s>{ ?s ?p 'service' } }"])
def test_a_server_that_is_named_letter_for_letter_may_be_asked(query: str) -> None:
    refuse_outward(query % ALLOWED, {ALLOWED})
    with pytest.raises(ForbiddenQuery):
        refuse_outward(query % ALLOWED)


@pytest.mark.parametrize(
    "query",
    [
        "ASK { SERVICE <http://127.0.0.1:9/sparql2> {} }",
        "ASK { SERVICE <HTTP://127.0.0.1:9/sparql> {} }",
        "ASK { SERVICE <http://127.0.0.1:9/sparq\\u006c> {} }",
        "ASK { SERVICE # <http://127.0.0.1:9/sparql> {\n <http://a.example> {} }",
        "PREFIX a: <http://127.0.0.1:9/> ASK { SERVICE a:sparql {} }",
        "BASE <http://127.0.0.1:9/> ASK { SERVICE <sparql> {} }",
        "ASK { BIND (<http://127.0.0.1:9/sparql> AS ?s) SERVICE ?s {} }",
        "ASK { SERVICE <http://127.0.0.1:9/sparql> { SERVICE <http://a.example> {} } }",
    ],
)
def test_no_other_way_of_writing_it_and_no_other_server_will_do(query: str) -> None:
    with pytest.raises(ForbiddenQuery, match="set up with"):
        refuse_outward(query, {ALLOWED})
