"""What an operator sees of requests, what nobody sees of a case, and how often one address may ask."""

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient

from miliary.composition import Service
from miliary.web import create_app

pytestmark = pytest.mark.usefixtures("one_minute")

CASE = "/?present=mil:PonsLesion&age=39"
AWAY = {"REMOTE_ADDR": "192.0.2.7"}

Starting = Callable[..., FlaskClient]


@pytest.fixture
def starting(service: Service) -> Starting:
    """A service with other settings."""

    def start(**changes: Any) -> FlaskClient:
        return create_app(service=replace(service, settings=replace(service.settings, **changes))).test_client()

    return start


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What is logged of requests."""
    found: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, handler = logging.getLogger("miliary.requests"), Kept()
    logger.addHandler(handler)
    yield found
    logger.removeHandler(handler)


def counted(client: FlaskClient, name: str, **labels: str) -> float:
    text = client.get("/metrics").text
    wanted = "".join(rf'(?=[^}}]*\b{label}="{re.escape(value)}")' for label, value in labels.items())
    return sum(float(each) for each in re.findall(rf"^{name}{{{wanted}[^}}]*}} (\S+)$", text, re.MULTILINE))


def test_requests_are_counted_by_route_and_not_by_what_was_asked(starting: Starting) -> None:
    client = starting()
    before = counted(client, "miliary_requests_total", route="/term/<path:name>", status="200")
    client.get("/term/Clippers")
    assert counted(client, "miliary_requests_total", route="/term/<path:name>", status="200") == before + 1
    client.get(CASE)
    assert "PonsLesion" not in client.get("/metrics").text


def test_what_is_refused_is_counted_by_its_name(starting: Starting) -> None:
    client = starting()
    before = counted(client, "miliary_problems_total", problem="forbidden-query")
    client.get("/sparql?query=SELECT * { SERVICE <http://example.org/> {} }")
    assert counted(client, "miliary_problems_total", problem="forbidden-query") == before + 1


@pytest.mark.parametrize(
    ("who", "environment", "headers", "status"),
    [
        ("local", {}, {}, 200),
        ("local", AWAY, {}, 404),
        ("local", {}, {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("all", AWAY, {}, 200),
        ("off", {}, {}, 404),
    ],
)
def test_only_those_read_the_metrics_who_may(
    starting: Starting, who: str, environment: dict[str, str], headers: dict[str, str], status: int
) -> None:
    answer = starting(metrics=who).get("/metrics", environ_base=environment, headers=headers)
    assert answer.status_code == status


def test_a_request_is_logged_without_its_case_and_told_its_identifier(starting: Starting, lines: list[str]) -> None:
    answer = starting(log="json").get(CASE, headers={"X-Request-ID": "reading-room-7"})
    [line] = map(json.loads, lines)
    assert (line["method"], line["route"], line["status"], line["id"]) == ("GET", "/", 200, "reading-room-7")
    assert line["bytes"] == len(answer.data)
    assert answer.headers["X-Request-ID"] == "reading-room-7"
    assert line.keys().isdisjoint({"address", "query"})
    assert "PonsLesion" not in str(lines)


def test_an_identifier_that_could_forge_a_line_is_replaced(starting: Starting, lines: list[str]) -> None:
    answer = starting().get("/health/live", headers={"X-Request-ID": "a b status=200"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert "a b" not in lines[0]


def test_the_query_is_logged_only_where_that_is_asked_for(starting: Starting, lines: list[str]) -> None:
    starting(log="json", log_details="address").get(CASE)
    starting(log="json", log_details="all").get(CASE)
    starting(log="off").get(CASE)
    first, second = map(json.loads, lines)
    assert (first["address"], "query" in first) == ("127.0.0.1", False)
    assert second["query"] == CASE[2:]


def test_an_address_that_asks_too_often_is_told_when_to_come_again(starting: Starting) -> None:
    client = starting(rate=3)
    statuses = [client.get("/api/v1/findings?q=pons", environ_base=AWAY).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    refused = client.get("/api/v1/findings?q=pons", environ_base=AWAY)
    assert int(refused.headers["Retry-After"]) > 0
    assert refused.get_json()["setting"] == "MILIARY_RATE"
    assert client.get("/api/v1/findings?q=pons", environ_base={"REMOTE_ADDR": "192.0.2.8"}).status_code == 200
    assert client.get("/health/live", environ_base=AWAY).status_code == 200


def test_queries_are_counted_apart_and_fhir_is_refused_in_its_own_words(starting: Starting) -> None:
    client = starting(query_rate=1)
    assert client.get("/sparql?query=ASK{}", environ_base=AWAY).status_code == 200
    assert client.get("/sparql?query=ASK{}", environ_base=AWAY).status_code == 429
    assert client.get("/fhir/metadata", environ_base=AWAY).get_json()["resourceType"] == "OperationOutcome"
    assert client.get("/term/Clippers", environ_base=AWAY).status_code == 200


def test_this_machine_is_not_limited_but_who_comes_through_its_proxy_is(starting: Starting) -> None:
    alone, behind = starting(rate=1), starting(rate=1, proxies=1)
    assert [alone.get("/term/Clippers").status_code for _ in range(3)] == [200] * 3
    asked = {"X-Forwarded-For": "203.0.113.9"}
    assert [behind.get("/term/Clippers", headers=asked).status_code for _ in range(2)] == [200, 429]
    assert behind.get("/term/Clippers", headers={"X-Forwarded-For": "203.0.113.10"}).status_code == 200


def test_without_proxies_nobody_poses_as_another(starting: Starting) -> None:
    client = starting(rate=1)
    for number, status in ((1, 200), (2, 429)):
        headers = {"X-Forwarded-For": f"203.0.113.{number}"}
        assert client.get("/term/Clippers", headers=headers, environ_base=AWAY).status_code == status


def test_the_addresses_of_one_ipv6_connection_count_as_one(starting: Starting) -> None:
    client = starting(rate=1)
    asked = {"2001:db8:0:1::1": 200, "2001:db8:0:1:ffff::2": 429, "2001:db8:0:2::1": 200}
    for address, status in asked.items():
        assert client.get("/term/Clippers", environ_base={"REMOTE_ADDR": address}).status_code == status


def test_an_ipv4_address_is_the_same_in_the_dress_of_ipv6(starting: Starting) -> None:
    client = starting(rate=1)
    asked = {"::ffff:192.0.2.7": 200, "192.0.2.7": 429, "::ffff:192.0.2.8": 200, "::ffff:127.0.0.1": 200}
    for address, status in asked.items():
        assert client.get("/term/Clippers", environ_base={"REMOTE_ADDR": address}).status_code == status
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "::ffff:127.0.0.1"}).status_code == 200


class Broken:
    """A vocabulary in which something unforeseen happens."""

    def __getattr__(self, name: str) -> Any:
        raise ZeroDivisionError("secret detail")


@pytest.mark.parametrize("log", ["json", "text", "off"])
def test_a_failure_of_ours_is_explained_in_the_log_and_nowhere_else(
    service: Service, capsys: pytest.CaptureFixture[str], log: str
) -> None:
    broken = replace(service, settings=replace(service.settings, log=log), terms=Broken())  # type: ignore[arg-type]
    answer = create_app(service=broken).test_client().get("/api/v1/findings?q=pons", headers={"X-Request-ID": "r-7"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (500, "r-7")
    assert "secret detail" not in answer.text
    written = capsys.readouterr().err
    assert "q=pons" not in written
    if log == "json":
        failure = next(line for line in map(json.loads, written.splitlines()) if "level" in line)
        assert (failure["id"], failure["level"]) == ("r-7", "ERROR")
        written = failure["traceback"]
    else:
        assert " r-7 ERROR " in written
    assert written.startswith("Traceback") if log == "json" else "Traceback" in written
    assert "ZeroDivisionError: secret detail" in written
