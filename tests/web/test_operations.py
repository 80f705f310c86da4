"""What an operator asks."""

from flask.testing import FlaskClient

from miliary import __version__
from miliary.composition import Service


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
