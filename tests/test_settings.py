"""Settings: defaults, the environment, a file, and values that cannot be used."""

from dataclasses import FrozenInstanceError, astuple
from pathlib import Path

import pytest

from miliary import settings as module
from miliary.errors import InvalidSettings
from miliary.settings import VARIABLES, Settings, default_data, packaged_knowledge

GIVEN = {
    "MILIARY_STORE": "sparql+https://user:secret@example.org/repository",
    "MILIARY_STORE_SECONDS": "5",
    "MILIARY_KEEP_VERSIONS": "6",
    "MILIARY_KEEP_HOURS": "7",
    "HOST": "::1",
    "PORT": "9000",
    "MILIARY_MAX_BODY": "10",
    "MILIARY_MAX_REPORT": "15",
    "MILIARY_MAX_ROWS": "20",
    "MILIARY_MAX_BYTES": "30",
    "MILIARY_QUERY_SECONDS": "40",
    "MILIARY_QUERY_MEMORY": "50",
    "MILIARY_QUERY_WORKERS": "60",
    "MILIARY_QUERY_QUEUE": "70",
    "MILIARY_SERVICES": "https://example.org/sparql http://127.0.0.1:9/sparql",
    "MILIARY_KEPT_ANSWERS": "75",
    "MILIARY_RATE": "0",
    "MILIARY_QUERY_RATE": "80",
    "MILIARY_PROXIES": "2",
    "MILIARY_METRICS": "off",
    "MILIARY_LOG": "json",
    "MILIARY_LOG_DETAILS": "address",
    "MILIARY_BASE": "https://example.org/kg/",
    "MILIARY_HTTPS": "on",
    "MILIARY_SECRET_KEY": "k" * 32,
    "MILIARY_OIDC_ISSUER": "https://id.example.org/",
    "MILIARY_OIDC_CLIENT_ID": "miliary",
    "MILIARY_OIDC_CLIENT_SECRET": "hidden",
    "MILIARY_OIDC_ROLES": "groups:radiology=editor groups:board=reviewer",
}
"""A value for every variable but those of folders."""


def test_an_empty_environment_gives_a_local_service_on_the_checkout(repository: Path) -> None:
    settings = Settings.from_environment({})
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.knowledge == repository
    assert settings.data == repository / ".miliary"
    assert settings.base == "https://w3id.org/miliary/"


def test_the_environment_sets_every_setting(tmp_path: Path) -> None:
    environ = {
        "MILIARY_KNOWLEDGE": str(tmp_path / "knowledge"),
        "MILIARY_DATA": str(tmp_path / "data"),
        **GIVEN,
    }
    assert set(environ) == set(VARIABLES.values())
    expected = (
        *(tmp_path / "knowledge", tmp_path / "data", "sparql+https://user:secret@example.org/repository", 5, 6, 7),
        *("::1", 9000, 10, 15, 20, 30, 40, 50, 60, 70),
        ("https://example.org/sparql", "http://127.0.0.1:9/sparql"),
        *(75, 0, 80, 2),
        *("off", "json", "address", "https://example.org/kg/"),
        *("on", "k" * 32, "https://id.example.org", "miliary", "hidden"),
        *(("groups:radiology=editor", "groups:board=reviewer"), True),
    )
    assert astuple(Settings.from_environment(environ)) == expected


def test_other_knowledge_is_published_beside_itself(tmp_path: Path) -> None:
    settings = Settings.from_environment({"MILIARY_KNOWLEDGE": str(tmp_path)})
    assert settings.data == tmp_path / ".miliary"


def test_an_empty_variable_counts_as_unset() -> None:
    assert Settings.from_environment({"PORT": "", "HOST": ""}) == Settings.from_environment({})


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "miliary.toml"
    file.write_text('host = "192.0.2.1"\nport = 9000\n', encoding="utf-8")
    settings = Settings.from_environment({"MILIARY_SETTINGS": str(file), "PORT": "9001"})
    assert (settings.host, settings.port) == ("192.0.2.1", 9001)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("prot = 1", "there is no setting “prot”"), ("port =", "cannot be read"), ("port = true", "port (or PORT)")],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    file = tmp_path / "miliary.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_environment({"MILIARY_SETTINGS": str(file)})
    assert complaint in caught.value.detail


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidSettings, match="cannot be read"):
        Settings.from_environment({"MILIARY_SETTINGS": str(tmp_path / "none.toml")})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("MILIARY_MAX_BODY", "0"),
        ("MILIARY_MAX_ROWS", "1.5"),
        ("MILIARY_BASE", "w3id.org/miliary/"),
        ("MILIARY_BASE", "https://w3id.org/miliary"),
        ("MILIARY_HTTPS", "yes"),
        ("MILIARY_OIDC_ISSUER", "id.example.org"),
        ("MILIARY_OIDC_ISSUER", "https://a.example https://b.example"),
        ("MILIARY_OIDC_ROLES", "groups=editor"),
        ("MILIARY_OIDC_ROLES", "groups:x=chief"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_environment({variable: value})
    assert variable in caught.value.detail
    assert caught.value.extra["value"] == value


def test_a_key_that_is_short_is_refused_and_no_secret_is_told() -> None:
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_environment({"MILIARY_SECRET_KEY": "my-secret"})
    assert "at least 32 characters" in caught.value.detail
    assert "my-secret" not in caught.value.detail + str(caught.value.extra)
    hidden = {"MILIARY_SECRET_KEY": "my-secret" * 4, "MILIARY_OIDC_CLIENT_SECRET": "my-secret"}
    assert "my-secret" not in repr(Settings.from_environment(hidden))


def test_editors_changes_are_written_only_into_a_folder_that_was_named(tmp_path: Path) -> None:
    assert not Settings.from_environment({}).editable
    assert Settings.from_environment({"MILIARY_KNOWLEDGE": str(tmp_path)}).editable


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        Settings.from_environment({}).port = 1  # type: ignore[misc]


def test_a_wheel_carries_its_knowledge_and_publishes_into_the_users_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "miliary" / "data").mkdir(parents=True)
    monkeypatch.setattr(module, "_PACKAGE", tmp_path / "miliary")
    knowledge = packaged_knowledge()
    assert knowledge == tmp_path / "miliary" / "data"
    assert default_data(knowledge, {"XDG_DATA_HOME": str(tmp_path / "xdg")}) == tmp_path / "xdg" / "miliary"
    assert default_data(knowledge, {}) == Path.home() / ".local" / "share" / "miliary"
