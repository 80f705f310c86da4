"""The page that counts what the knowledge holds."""

from flask.testing import FlaskClient

from miliary.composition import Service


def test_the_page_shows_every_table_and_links_its_terms(client: FlaskClient, service: Service) -> None:
    response = client.get("/knowledge", headers={"Accept": "text/html"})
    assert (response.status_code, response.mimetype) == (200, "text/html")
    for name in service.catalogue.names("report"):
        assert service.catalogue.load(name).title in response.text
    assert '<a href="/term/SusacSyndrome">' in response.text
    assert 'aria-current="page">Knowledge</a>' in response.text
    assert service.version in response.text


def test_a_program_gets_the_same_tables(client: FlaskClient, service: Service) -> None:
    report = client.get("/knowledge", headers={"Accept": "application/json"}).get_json()
    assert report["version"] == service.version
    assert [table["title"] for table in report["tables"]] == [
        service.catalogue.load(name).title for name in service.catalogue.names("report")
    ]


def test_every_page_leads_to_it(client: FlaskClient) -> None:
    assert '<a href="/knowledge">Knowledge</a>' in client.get("/", headers={"Accept": "text/html"}).text


def test_another_form_is_refused(client: FlaskClient) -> None:
    assert client.get("/knowledge", headers={"Accept": "image/png"}).status_code == 406
