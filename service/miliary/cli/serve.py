"""``miliary serve``."""

import gc
import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryDirectory

import click

from miliary.cli.beforehand import Beforehand
from miliary.errors import InvalidSettings
from miliary.settings import Settings
from miliary.store.occupation import occupied

# Where several processes add up their counts, as prometheus_client wants to be told (miliary.web.metrics.FOLDER).
_COUNTS = "PROMETHEUS_MULTIPROC_DIR"
_PAGES = (("page", ""), ("answers", "api/v1/differential"), ("SPARQL", "sparql"), ("OpenAPI", "openapi.json"))


@dataclass(frozen=True, slots=True)
class Address:
    """Where the service listens: a numeric IP address and a port that is free."""

    ip: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.ip, f"[{self.ip}]" if ":" in self.ip else self.ip)  # noqa: S104
        return f"http://{host}:{self.port}/"

    def bound(self) -> socket.socket:
        """Return a socket that is bound there, as others may be beside it: the system shares out who connects."""
        found = socket.socket(socket.AF_INET6 if ":" in self.ip else socket.AF_INET)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        found.bind((self.ip, self.port))
        return found


@click.command("serve")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="How many processes answer.")
@click.pass_context
def command(context: click.Context, workers: int) -> None:
    """Answer on HOST and PORT (127.0.0.1:8000): the page, the HTTP interface and SPARQL.

    The knowledge is published first if its sources changed. A second service on the same data folder is refused.
    """
    settings = Settings.from_environment()
    address = free_address(settings)
    with occupied(settings.data, address.url), TemporaryDirectory(prefix="miliary-metrics-") as counts:
        if workers > 1:
            os.environ[_COUNTS] = counts  # before the metrics are imported: they are made to fit
        gc.disable()  # all that starting makes stays: looking through it again and again took a tenth of the time
        try:
            beforehand = Beforehand(settings)
            _import()
            version = beforehand.version()
            gc.freeze()  # it is not looked through later either: a collection that writes to what is shared unshares it
        finally:
            gc.enable()
        if version is None:
            context.exit(1)
        click.echo(f"Miliary answers on {address.url} with version {version}; stop it with Ctrl+C.")
        for name, path in _PAGES:
            click.echo(f"  {name:8} {address.url}{path}")
        _run(address, workers)


def free_address(settings: Settings) -> Address:
    """Resolve the host and make sure that the port is free; port 0 is replaced by one that the system chooses.

    :raises InvalidSettings: the host is unknown or not this machine's, or the port is taken or not allowed
    """
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(where)
            ip, port = trial.getsockname()[:2]
    except OSError as error:
        detail = (
            f"{settings.host}:{settings.port} cannot be listened on: {error.strerror}. Set HOST or PORT to another."
        )
        raise InvalidSettings(detail, host=settings.host, port=settings.port) from error
    return Address(str(ip), int(port))


def _import() -> None:
    """Import what all processes need, once: they are forked from this one, and share its memory."""
    from miliary.web import connection, gateway  # noqa: F401


def _run(address: Address, workers: int) -> None:
    """Serve until a signal comes."""
    from miliary.cli.workers import Workers
    from miliary.web.gateway import SECONDS_TO_FINISH

    with ExitStack() as opened:
        sockets = [opened.enter_context(address.bound()) for _ in range(workers)]
        Workers(answer, sockets, 2 * SECONDS_TO_FINISH).run()


def answer(bound: socket.socket) -> None:
    """Answer what comes to a socket, in a process of its own, until a signal comes."""
    from miliary.web.connection import Server, configured
    from miliary.web.gateway import SECONDS_TO_FINISH, create_gateway

    gc.disable()
    gateway = create_gateway()
    gc.freeze()  # what the version holds stays as long as it
    gc.enable()
    Server(configured(gateway, SECONDS_TO_FINISH)).run(sockets=[bound])
