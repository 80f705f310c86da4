"""Where the published versions are kept, as the setting ``store`` says it; its secret shows nowhere."""

import base64
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urljoin, urlsplit

from miliary.errors import InvalidSettings
from miliary.vocabulary import MIL

_REMOTE = ("sparql+https", "sparql+http")
_OURS = ("update", "graph_store", "graphs")
_WANTED = (
    "“oxigraph:///folder”, or “sparql+https://user:secret@host/path?update=…&graph_store=…”, or the same with "
    "“sparql+http” where nobody listens in between"
)


@dataclass(frozen=True, slots=True)
class Server:
    """A SPARQL 1.1 server.

    :param secure: whether it is spoken to over TLS
    :param query: the path, with its query string, that takes queries
    :param update: the path that takes updates; without one nothing can be published there
    :param graph_store: the path of the Graph Store Protocol; without one graphs are written by updates
    :param authorization: the header of that name; empty where nobody is asked who he is
    :param graphs: the IRI that the names of all graphs begin with
    """

    secure: bool
    host: str
    port: int
    query: str
    update: str = ""
    graph_store: str = ""
    authorization: str = field(default="", repr=False)
    graphs: str = MIL

    @property
    def name(self) -> str:
        """What it is called where people read it: no more than its host and port."""
        return f"{self.host}:{self.port}"


def read_address(text: str, default: Path) -> Path | Server:
    """Return the folder or the server that ``text`` names, ``default`` where it is empty.

    :raises InvalidSettings: it names neither; what was given is not told, since a secret may stand in it
    """
    if not text:
        return default
    try:
        parts = urlsplit(text)
        if parts.scheme == "oxigraph" and not parts.netloc and parts.path.strip("/"):
            return Path(unquote(parts.path))
        if parts.scheme in _REMOTE and parts.hostname:
            return _server(parts)
    except ValueError:  # a port that is none, a bracket too many
        pass
    raise _refused(f"it must be {_WANTED}")


def _server(parts: SplitResult) -> Server:
    given = parse_qsl(parts.query, keep_blank_values=True)
    ours = {name: value for name, value in given if name in _OURS}
    others = urlencode([each for each in given if each[0] not in _OURS])
    secure = parts.scheme == "sparql+https"
    path = parts.path or "/"
    return Server(
        secure=secure,
        host=parts.hostname or "",
        port=parts.port or (443 if secure else 80),
        query=f"{path}?{others}" if others else path,
        authorization=_authorization(parts),
        graphs=_graphs(ours.get("graphs", MIL)),
        **{name: _path(parts, path, ours[name]) for name in ("update", "graph_store") if ours.get(name)},
    )


def _path(parts: SplitResult, path: str, value: str) -> str:
    """Resolve ``value`` against the path that takes queries; a secret is for one server only."""
    origin = f"{'https' if parts.scheme == 'sparql+https' else 'http'}://{parts.netloc.rpartition('@')[2]}"
    whole = urljoin(origin + path, value)
    if not whole.startswith(origin + "/"):
        raise _refused("“update” and “graph_store” must be paths on the same server")
    return whole.removeprefix(origin)


def _authorization(parts: SplitResult) -> str:
    if parts.username is None:
        return ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _graphs(value: str) -> str:
    if not value.startswith(("http://", "https://", "urn:")) or not value.endswith(("/", "#", ":")):
        raise _refused("“graphs” must be the IRI that the names of graphs begin with, with its last slash")
    return value


def _refused(wanted: str) -> InvalidSettings:
    return InvalidSettings(f"store (or MILIARY_STORE) cannot be used: {wanted}.", setting="store")
