"""What can be set from outside, in one frozen value.

Each setting has an environment variable (:data:`VARIABLES`) and may also stand, under its own name, in a TOML file
that ``MILIARY_SETTINGS`` points at; the environment wins over the file, the file over the default.
"""

import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from miliary.errors import InvalidSettings
from miliary.vocabulary import MIL

_PACKAGE = Path(__file__).resolve().parent
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_GIVEN_ROLE = re.compile(r"[^\s:=]+:[^\s=]+=(?:reader|editor|reviewer|administrator)")
_SHORTEST_KEY = 32
_HIGHEST_PORT = 65_535

VARIABLES = MappingProxyType(
    {
        "knowledge": "MILIARY_KNOWLEDGE",
        "data": "MILIARY_DATA",
        "store": "MILIARY_STORE",
        "store_seconds": "MILIARY_STORE_SECONDS",
        "keep_versions": "MILIARY_KEEP_VERSIONS",
        "keep_hours": "MILIARY_KEEP_HOURS",
        "host": "HOST",
        "port": "PORT",
        "max_body": "MILIARY_MAX_BODY",
        "max_report": "MILIARY_MAX_REPORT",
        "max_rows": "MILIARY_MAX_ROWS",
        "max_bytes": "MILIARY_MAX_BYTES",
        "query_seconds": "MILIARY_QUERY_SECONDS",
        "query_memory": "MILIARY_QUERY_MEMORY",
        "query_workers": "MILIARY_QUERY_WORKERS",
        "query_queue": "MILIARY_QUERY_QUEUE",
        "services": "MILIARY_SERVICES",
        "kept_answers": "MILIARY_KEPT_ANSWERS",
        "rate": "MILIARY_RATE",
        "query_rate": "MILIARY_QUERY_RATE",
        "proxies": "MILIARY_PROXIES",
        "metrics": "MILIARY_METRICS",
        "log": "MILIARY_LOG",
        "log_details": "MILIARY_LOG_DETAILS",
        "base": "MILIARY_BASE",
        "https": "MILIARY_HTTPS",
        "secret_key": "MILIARY_SECRET_KEY",
        "oidc_issuer": "MILIARY_OIDC_ISSUER",
        "oidc_client_id": "MILIARY_OIDC_CLIENT_ID",
        "oidc_client_secret": "MILIARY_OIDC_CLIENT_SECRET",
        "oidc_roles": "MILIARY_OIDC_ROLES",
    }
)


def packaged_knowledge() -> Path:
    """Return the folder that holds ``ontology/``, ``shapes/`` and ``queries/``.

    That is ``data/`` inside the package when a wheel is installed, else the root of the checkout.
    """
    inside = _PACKAGE / "data"
    return inside if inside.is_dir() else _PACKAGE.parents[1]


def default_data(knowledge: Path, environ: Mapping[str, str]) -> Path:
    """Return where versions are published: ``.miliary`` beside the knowledge, or the user's own folder for a wheel.

    An installed package is not written into; ``XDG_DATA_HOME`` (or ``~/.local/share``) takes its place.
    """
    if not knowledge.is_relative_to(_PACKAGE):
        return knowledge / ".miliary"
    home = environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "miliary"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a run of Miliary can be told.

    :param knowledge: the folder with ``ontology/``, ``shapes/`` and ``queries/``
    :param data: the folder of what is written here, the published versions included unless ``store`` says otherwise
    :param store: where the published versions are kept, as :func:`miliary.store.read_address` takes it; empty for
        ``data``. It may hold a secret, and is therefore never shown
    :param store_seconds: how long a server named by ``store`` may take for one answer to us
    :param keep_versions: how many versions, counted from the newest, are kept however old they are
    :param keep_hours: for how many hours a version is kept however many are newer
    :param host: the address to listen on; the default is reached from this machine only
    :param port: the port to listen on; 0 lets the system choose
    :param max_body: the most bytes that a request's body may have
    :param max_report: the most characters that a report may have whose findings are to be read
    :param max_rows: the most rows or triples that one answer of the SPARQL endpoint may have
    :param max_bytes: the most bytes that it may have
    :param query_seconds: how long a stranger's query may take
    :param query_memory: the most bytes of memory that it may take
    :param query_workers: the most processes that answer strangers' queries, for each process that serves
    :param query_queue: the most queries that wait for one of them
    :param services: the addresses of other endpoints that a stranger's query may ask with SERVICE
    :param kept_answers: the most bytes of answers that each process keeps in memory to give again; 0 keeps none
    :param rate: the most requests a minute from one address, 0 for any number; this machine itself is never limited
    :param query_rate: the same for what runs a query: SPARQL, whole graphs, stored queries, FHIR
    :param proxies: how many reverse proxies of yours stand in front and say in ``X-Forwarded-For`` who asks
    :param metrics: who may read ``/metrics``: ``local`` for this machine without a proxy between, ``all`` or ``off``
    :param log: how each request is logged: ``text``, ``json`` (a line each, on standard error) or ``off``
    :param log_details: what else a line tells: ``none``, ``address`` of the client, or ``all``, the query too
    :param base: the IRI that the project's public addresses begin with, with its last slash
    :param https: ``on`` where people reach the service by HTTPS only: the cookie of a log-in then goes no other way
    :param secret_key: what signs cookies and forms; without it a key is made once and kept in the data folder
    :param oidc_issuer: the address of a provider of OpenID Connect by which people may log in
    :param oidc_client_id: what the provider calls this service
    :param oidc_client_secret: by what the provider knows it
    :param oidc_roles: which of the provider's claims give which role, as ``claim:value=role``, blanks between; without
        it everyone is a reader until an administrator says otherwise
    :param editable: whether the knowledge folder was named, so that editors' changes may be written into it
    """

    knowledge: Path
    data: Path
    store: str = field(default="", repr=False)
    store_seconds: int = 60
    keep_versions: int = 5
    keep_hours: int = 24
    host: str = "127.0.0.1"
    port: int = 8000
    max_body: int = 1_000_000
    max_report: int = 20_000
    max_rows: int = 100_000
    max_bytes: int = 100_000_000
    query_seconds: int = 10
    query_memory: int = 512_000_000
    query_workers: int = 4
    query_queue: int = 64
    services: tuple[str, ...] = ()
    kept_answers: int = 64_000_000
    rate: int = 600
    query_rate: int = 240
    proxies: int = 0
    metrics: str = "local"
    log: str = "text"
    log_details: str = "none"
    base: str = MIL
    https: str = "off"
    secret_key: str = field(default="", repr=False)
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_roles: tuple[str, ...] = ()
    editable: bool = False

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read the settings from ``environ`` and from the file that it may name.

        :raises InvalidSettings: a value is not what its setting needs, or the file cannot be used
        """
        given = {name: environ[variable] for name, variable in VARIABLES.items() if environ.get(variable)}
        values: dict[str, Any] = {
            name: _READERS[name](name, value) for name, value in (_from_file(environ) | given).items()
        }
        editable = "knowledge" in values
        knowledge = values.pop("knowledge", packaged_knowledge())
        data = values.pop("data", default_data(knowledge, environ))
        return cls(knowledge=knowledge, data=data, editable=editable, **values)


def _from_file(environ: Mapping[str, str]) -> dict[str, str]:
    name = environ.get("MILIARY_SETTINGS")
    if not name:
        return {}
    try:
        content = tomllib.loads(Path(name).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        detail = f"The settings file {name} cannot be read: {error}."
        raise InvalidSettings(detail, setting="MILIARY_SETTINGS") from error
    unknown = sorted(content.keys() - VARIABLES.keys())
    if unknown:
        known = ", ".join(VARIABLES)
        raise InvalidSettings(f"{name}: there is no setting “{unknown[0]}”; there are {known}.", setting=unknown[0])
    return {key: str(value) for key, value in content.items()}


def _path(_name: str, value: str) -> Path:
    return Path(value).expanduser().resolve()


def _text(_name: str, value: str) -> str:
    return value


def _port(name: str, value: str) -> int:
    return _number(name, value, lowest=0, highest=_HIGHEST_PORT)


def _limit(name: str, value: str) -> int:
    return _number(name, value, lowest=1)


def _count(name: str, value: str) -> int:
    return _number(name, value, lowest=0)


def _one_of(*choices: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in choices:
            raise _refused(name, value, f"one of {', '.join(choices)}")
        return value

    return read


def _number(name: str, value: str, lowest: int, highest: int | None = None) -> int:
    number = int(value) if value.isdecimal() else -1
    if number < lowest or (highest is not None and number > highest):
        upper = "" if highest is None else f" and at most {highest}"
        raise _refused(name, value, f"a whole number, at least {lowest}{upper}")
    return number


def _base(name: str, value: str) -> str:
    if not value.startswith(("http://", "https://")) or not value.endswith("/"):
        raise _refused(name, value, "an http or https address that ends with a slash")
    return value


def _addresses(name: str, value: str) -> tuple[str, ...]:
    addresses = tuple(value.split())
    if not all(_ADDRESS.fullmatch(each) for each in addresses):
        raise _refused(name, value, "http or https addresses with blanks between them")
    return addresses


def _address(name: str, value: str) -> str:
    (found,) = _addresses(name, value) if len(value.split()) == 1 else ("",)
    if not found:
        raise _refused(name, value, "one http or https address")
    return found.rstrip("/")


def _key(name: str, value: str) -> str:
    if len(value) < _SHORTEST_KEY:
        wanted = f"a random text of at least {_SHORTEST_KEY} characters"
        raise InvalidSettings(f"{name} (or {VARIABLES[name]}) must be {wanted}; it has {len(value)}.", setting=name)
    return value


def _roles(name: str, value: str) -> tuple[str, ...]:
    found = tuple(value.split())
    if not all(_GIVEN_ROLE.fullmatch(each) for each in found):
        raise _refused(name, value, "like groups:neuroradiology=editor, blanks between several")
    return found


def _refused(name: str, value: str, wanted: str) -> InvalidSettings:
    detail = f"{name} (or {VARIABLES[name]}) is “{value}”; it must be {wanted}."
    return InvalidSettings(detail, setting=name, value=value)


_READERS: Mapping[str, Callable[[str, str], Any]] = MappingProxyType(
    {
        "knowledge": _path,
        "data": _path,
        "store": _text,
        "store_seconds": _limit,
        "keep_versions": _limit,
        "keep_hours": _count,
        "host": _text,
        "port": _port,
        "max_body": _limit,
        "max_report": _limit,
        "max_rows": _limit,
        "max_bytes": _limit,
        "query_seconds": _limit,
        "query_memory": _limit,
        "query_workers": _limit,
        "query_queue": _limit,
        "services": _addresses,
        "kept_answers": _count,
        "rate": _count,
        "query_rate": _count,
        "proxies": _count,
        "metrics": _one_of("local", "all", "off"),
        "log": _one_of("text", "json", "off"),
        "log_details": _one_of("none", "address", "all"),
        "base": _base,
        "https": _one_of("off", "on"),
        "secret_key": _key,
        "oidc_issuer": _address,
        "oidc_client_id": _text,
        "oidc_client_secret": _text,
        "oidc_roles": _roles,
    }
)
