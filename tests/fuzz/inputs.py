"""What strangers may send: text that is nearly right, and text that is nothing like it."""

import json
from typing import Any

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

_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
# Mostly what is right, so that what is wrong is met deep inside, after all else was taken.
_odd = st.integers(0, 9).map(lambda number: number == 0)


def _mostly(right: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return _odd.flatmap(lambda odd: _ANYTHING if odd else right)


_known = st.sampled_from(
    ["mil:PonsLesion", "pons lesion", "leptomeningeal enhancement", "radlex:RID5028", "haemorrhage"]
)
_terms = _mostly(st.lists(_mostly(_known), max_size=3))
_ages = _mostly(st.sampled_from(["P39Y", "P3M", "P", "PT1S", "-P1Y", "P99999999999Y", "39"]))
_cases = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(["present", "absent", "not_assessed", "context"], _terms),
        "age": _mostly(st.integers(-1, 130)),
        "sex": _mostly(st.sampled_from(["male", "female"])),
        "unmapped": _mostly(st.sampled_from(["reject", "count"])),
    },
)
_features = st.fixed_dictionaries(
    {"type": _mostly(st.fixed_dictionaries({"id": _mostly(_known), "label": _mostly(words)}))},
    optional={"excluded": _mostly(st.booleans())},
)
_subjects = st.fixed_dictionaries(
    {"id": _mostly(words)},
    optional={
        "sex": _mostly(st.sampled_from(["FEMALE", "MALE", "OTHER_SEX"])),
        "timeAtLastEncounter": _mostly(
            st.fixed_dictionaries({"age": _mostly(st.fixed_dictionaries({"iso8601duration": _ages}))})
        ),
    },
)
_packets = st.fixed_dictionaries(
    {"id": _mostly(st.just("p")), "metaData": _mostly(st.just({"phenopacketSchemaVersion": "2.0"}))},
    optional={
        "subject": _mostly(_subjects),
        "phenotypicFeatures": _mostly(st.lists(_mostly(_features), max_size=3)),
        "diseases": _mostly(st.just([])),
    },
)
_noise = _ANYTHING.map(json.dumps) | st.text(max_size=20)
cases = st.one_of(_cases.map(json.dumps), _mostly(_cases).map(json.dumps), _noise)
packets = st.one_of(_packets.map(json.dumps), _mostly(_packets).map(json.dumps), _noise)
