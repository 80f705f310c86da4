"""The setting that says where versions are kept: what it means, what is refused, and that its secret shows nowhere."""

from pathlib import Path

import pytest

from miliary.errors import InvalidSettings
from miliary.settings import Settings
from miliary.store import Server, read_address

DATA = Path("data")


def server(text: str) -> Server:
    found = read_address(text, DATA)
    assert isinstance(found, Server)
    return found


def test_without_one_the_versions_lie_in_the_data_folder() -> None:
    assert read_address("", DATA) == DATA
    assert read_address("oxigraph:///srv/miliary%20versions", DATA) == Path("/srv/miliary versions")


def test_a_server_is_read_with_its_paths() -> None:
    found = server("sparql+https://example.org/repositories/m?infer=false&update=m/statements&graph_store=/rdf/graphs")
    assert (found.secure, found.host, found.port) == (True, "example.org", 443)
    assert found.query == "/repositories/m?infer=false"
    assert (found.update, found.graph_store) == ("/repositories/m/statements", "/rdf/graphs")
    assert server("sparql+http://127.0.0.1:7878/query").port == 7878
    assert server("sparql+http://[::1]:7878/query").host == "::1"
    assert server("sparql+http://a.example/q?graphs=urn:a:").graphs == "urn:a:"


def test_names_and_secrets_may_hold_any_character() -> None:
    assert server("sparql+http://us%40er:a%2Fb%3A%C3%BC@a.example/").authorization == "Basic dXNAZXI6YS9iOsO8"


def test_a_secret_is_never_shown() -> None:
    store = "sparql+https://user:correct-horse@example.org/m"
    settings = Settings(knowledge=DATA, data=DATA, store=store)
    shown = f"{settings!r} {server(store)!r} {server(store).name}"
    assert "correct-horse" not in shown
    assert server(store).authorization not in shown


@pytest.mark.parametrize(
    "text",
    [
        "https://user:correct-horse@example.org/m",
        "oxigraph://user:correct-horse@host/folder",
        "oxigraph:///",
        "sparql+https:///m",
        "sparql+https://user:correct-horse@example.org:port/m",
        "sparql+https://user:correct-horse@example.org/m?update=https://elsewhere.example/correct-horse",
        "sparql+https://user:correct-horse@example.org/m?graphs=correct-horse",
        "sparql+https://user:correct-horse@[::1/m",
        "correct-horse",
    ],
)
def test_what_names_no_place_is_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(InvalidSettings, match="MILIARY_STORE") as caught:
        read_address(text, DATA)
    assert "correct-horse" not in f"{caught.value.detail} {caught.value.extra} {caught.value.__cause__}"
