"""What an operator asks."""

from dataclasses import replace

from flask.testing import FlaskClient

from miliary import __version__
from miliary.composition import Service, limits
from miliary.store import Pool
from miliary.web import create_app


def test_a_running_process_is_live(client: FlaskClient) -> None:
    assert client.get("/health/live").get_json() == {"status": "live"}


def test_a_ready_service_names_its_versions(client: FlaskClient, service: Service) -> None:
    answer = client.get("/health/ready").get_json()
    assert (answer["status"], answer["version"], answer["software"]) == ("ready", service.version, __version__)
    assert answer["statements"] > 1_000


def test_it_tells_about_the_processes_that_answer_strangers(client: FlaskClient, service: Service) -> None:
    assert client.get("/sparql", query_string={"query": "ASK {}"}).status_code == 200
    pool = client.get("/health/ready").get_json()["queries"]
    assert (pool["limit"], pool["busy"], pool["waiting"]) == (service.settings.query_workers, 0, 0)
    assert 1 <= pool["workers"] <= pool["limit"]


def test_a_service_without_room_says_when_to_ask_again(service: Service) -> None:
    full = Pool(service.settings.data, limits(service.settings), workers=0, queue=0)
    response = create_app(service=replace(service, strangers=full)).test_client().get("/sparql?query=ASK{}")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert response.get_json()["setting"] == "query_queue"
