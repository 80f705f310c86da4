"""The short way of a query: the same answer, byte for byte and header for header, as by way of the application."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from miliary.composition import Service
from miliary.store import reactor
from tests.web.asgi import Request
from tests.web.asking import CSF, LABEL, PLAIN, PONS, WAYS, Asking, request, the_long_way
from tests.web.killers import KILLERS

pytestmark = pytest.mark.skipif(
    not reactor.IS_POSSIBLE, reason="this system has no epoll: every query takes the long way"
)

QUERIES = {
    "rows": PONS,
    "other rows": CSF,
    "no rows": LABEL.format("Nothing"),
    "a truth": "ASK { ?s ?p ?o }",
    "triples": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 3",
    "a description": "DESCRIBE <https://w3id.org/miliary/PonsLesion>",
    "a relative name": "ASK { <PonsLesion> ?p ?o }",
    "many rows": "SELECT * { ?s ?p ?o } LIMIT 1000",
    "other letters": "SELECT ('é ’ % + & 𝛼' AS ?text) {}",
    "no query": "SELECT * {",
    "an update": "CLEAR ALL",
    "another server": "ASK { SERVICE <http://a.example/> { ?a ?b ?c } }",
    "no such graph": "ASK FROM <http://a.example/> { ?s ?p ?o }",
    "too many rows": "SELECT * { ?s ?p ?o } LIMIT 3000",
    "the time": "SELECT (NOW() AS ?now) {}",
    "too long a time": KILLERS["cross product"],
    "nothing": "",
}
GZIP = b"\x1f\x8b"
ACCEPTED = {
    "by default": (),
    "CSV": (("accept", "text/csv"),),
    "the best of several": (("accept", "text/turtle;q=0.9, application/sparql-results+xml, */*;q=0.1"),),
    "two headers": (("accept", "text/csv"), ("accept", "text/turtle")),
    "packed": (("accept-encoding", "gzip"),),
    "never packed": (("accept-encoding", "identity"),),
    "what there is not": (("accept", "image/png"),),
    "a page": (("accept", "text/html"),),
}


@pytest.fixture(scope="module")
def asking(published: Service) -> Iterator[Asking]:
    made = Asking(published)
    yield made
    made.pool.close()


@pytest.mark.parametrize(
    ("way", "accepted"), [*(("GET", each) for each in ACCEPTED), ("POST", "CSV"), ("form", "packed")]
)
def test_both_ways_answer_alike(asking: Asking, way: str, accepted: str) -> None:
    headers = ACCEPTED[accepted]
    asked = {name: request(way, text, headers) for name, text in QUERIES.items() if text != KILLERS["cross product"]}
    long = {name: the_long_way(asking, each) for name, each in asked.items()}
    asking.ask(*asked.values())  # now it has learned what there is to learn
    short = asking.ask(*asked.values())
    asking.edition.look_ups = asking.look_ups
    shortest = asking.ask(*asked.values())
    asking.edition.look_ups = None
    for number, name in enumerate(asked):
        if name != "the time":
            assert short[number] == long[name], name
            assert shortest[number] == long[name], name
    assert asking.pool.state()["busy"] == 0


@pytest.mark.parametrize("way", WAYS)
def test_what_is_plain_does_not_come_to_the_application_once_that_has_shown_how(
    asking: Asking, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactor, "PATIENCE", 20)  # however busy the machine is
    the_long_way(asking, request(way, PONS))
    asking.reached.clear()
    (first, second) = asking.ask(request(way, CSF), request(way, "ASK {}"))
    assert (first[0], second[0], asking.reached) == (200, 200, [])
    asking.ask(request(way, QUERIES["triples"]))
    asking.ask(request(way, QUERIES["a description"]))
    assert len(asking.reached) == 1


@pytest.mark.parametrize("way", ["GET", "form"])
def test_what_only_other_servers_understand_is_passed_over(
    asking: Asking, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reactor, "PATIENCE", 20)
    beside = {"format": "csv", "_": "1764446400", "json.wrf": ""}
    plain, full = request(way, PONS), request(way, PONS, beside=beside)
    long = the_long_way(asking, full)
    assert long == asking.ask(full)[0]
    assert long[2] == the_long_way(asking, plain)[2]
    asking.reached.clear()
    assert asking.ask(request(way, CSF, beside=beside))[0][0] == 200
    assert asking.reached == []


@pytest.mark.parametrize(("coding", "is_packed"), [("gzip", True), ("identity", False), ("gzip;q=0, deflate", False)])
def test_only_what_is_to_be_packed_goes_to_the_application_where_it_is_long(
    asking: Asking, coding: str, is_packed: bool
) -> None:
    headers = (("accept-encoding", coding),)
    the_long_way(asking, request("GET", PONS, headers))
    asking.reached.clear()
    ((status, sent, body),) = asking.ask(request("GET", "SELECT * { ?s ?p ?o } LIMIT 50", headers))
    assert status == 200
    assert (len(asking.reached) == 1, body.startswith(GZIP), ("Content-Encoding", "gzip") in sent) == (is_packed,) * 3


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (request("GET", PONS, (("if-none-match", '"a"'),)), "it asks whether anything is new"),
        (request("GET", PONS, (("cookie", "a=b"),)), "it may be somebody's own"),
        (request("GET", PONS, (("authorization", "Bearer a"),)), "it may be somebody's own"),
        (request("GET", PONS, (("accept", "text/csv"),)), "nobody has accepted this yet"),
        (request("GET", PONS, graph="https://w3id.org/miliary/"), "it names a graph"),
        (request("GET", QUERIES["no such graph"]), "it may name a graph"),
        (request("GET", QUERIES["the time"]), "it is answered otherwise each time"),
        (request("GET", ""), "it asks nothing"),
        ((Request("GET", "/sparql", "query=%FF", host="example.org"), b""), "it is not UTF-8"),
        ((Request("GET", "/sparql", "query=ASK{}&query=ASK{}", host="example.org"), b""), "there are two"),
        *(
            ((Request("GET", "/sparql", f"query=ASK{{}}&{field}", host="example.org"), b""), f"{field} may count")
            for field in (
                "update=CLEAR+ALL",
                "default-graph-uri=a:b",
                "using-graph-uri=a:b",
                "%75pdate=a",
                "+query=a",
                "",
            )
        ),
        ((Request("HEAD", "/sparql", "query=ASK{}", host="example.org"), b""), "it wants no body"),
        ((Request("POST", "/sparql", "query=ASK{}", (PLAIN,), host="example.org"), b"ASK {}"), "as well"),
    ],
)
def test_whatever_is_not_plain_is_left_to_the_application(
    asking: Asking, asked: tuple[Request, bytes], why: str
) -> None:
    the_long_way(asking, request("GET", CSF))
    asking.reached.clear()
    asking.ask(asked)
    assert len(asking.reached) == 1, why


def test_a_query_that_takes_its_time_is_handed_over_and_ended(published: Service) -> None:
    asking = Asking(published, seconds=1)
    the_long_way(asking, request("GET", PONS))
    asking.reached.clear()
    ((status, _, body),) = asking.ask(request("GET", KILLERS["cross product"]))
    assert status in (503, 413)
    assert b"setting" in body
    assert len(asking.reached) == 1
    assert asking.pool.state()["busy"] == 0
    assert asking.ask(request("GET", PONS))[0][0] == 200
    asking.pool.close()


def test_a_look_up_needs_no_process_once_the_application_has_shown_how(published: Service) -> None:
    asking = Asking(published)
    the_long_way(asking, request("GET", PONS))
    asking.reached.clear()
    asking.pool.close()
    assert asking.ask(request("GET", CSF))[0][0] == 503
    asking.edition.look_ups = asking.look_ups
    ((status, _, body),) = asking.ask(request("GET", PONS))
    assert (status, b"pontine" in body) == (200, True)
    assert asking.ask(request("GET", "ASK {}"))[0][0] == 503


def test_an_answer_of_the_short_way_is_kept_like_any_other(published: Service) -> None:
    asking = Asking(published, kept=1_000_000)
    answers = asking.ask(*[request("GET", PONS), request("GET", CSF), request("GET", CSF)])
    assert len(asking.reached) == 1
    assert answers[1] == answers[2]
    asking.pool.close()
    assert asking.ask(request("GET", CSF)) == answers[2:]


def test_it_counts_against_its_address(published: Service) -> None:
    asking = Asking(replace(published, settings=replace(published.settings, query_rate=3)))
    scope, _ = request("GET", PONS)
    asked = (replace(scope, client="192.0.2.1:1"), b"")
    assert [status for status, _, _ in asking.ask(*[asked] * 4)] == [200, 200, 200, 429]
    assert len(asking.reached) == 2
    asking.pool.close()
