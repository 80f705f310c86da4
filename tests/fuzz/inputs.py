"""What strangers may send: text that is nearly right, and text that is nothing like it."""

from hypothesis import strategies as st

# Words that mean something to a parser of SPARQL, of headers or of addresses: noise of them comes closer than letters.
_SPARQL = r"""
SELECT ASK CONSTRUCT DESCRIBE WHERE FROM NAMED SERVICE SILENT LOAD INSERT DATA DELETE FILTER EXISTS OPTIONAL UNION MINUS
BIND VALUES GRAPH PREFIX BASE { } ( ) [ ] < > <http://example.org/> <a#b> ?x $y ' " ''' " # \ \u0041 mil:Pons :a
_:b . ; , ^ ^^ / | * + ! = != && || 1 2.5e3 true @en SERVICE<http://a> service?x
""".split()  # noqa: SIM905
_SPARQL += ["\n", "\t"]
_ACCEPT = r'text/html application/json */* * ; q=0.5 q=1 q=9 q= , text/* charset=utf-8 " \ / a b; é'.split()  # noqa: SIM905
_ACCEPT += [" ", "\x00"]

queries = st.lists(st.sampled_from(_SPARQL) | st.text(max_size=4), max_size=30).map(" ".join) | st.text(max_size=60)
headers = st.lists(st.sampled_from(_ACCEPT) | st.text(max_size=3), max_size=12).map("".join) | st.text(max_size=40)
words = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        ["mil:PonsLesion", "pons lesion", "radlex:RID5028", "snomedct:71286001", "haemorrhage", "MRI", "mil:"]
    ),
)
addresses = st.lists(
    st.tuples(
        st.sampled_from(["present", "absent", "not_assessed", "context", "age", "sex", "add", "as", "priors", "x"]),
        words,
    ),
    max_size=6,
)
