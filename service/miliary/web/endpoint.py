"""What the SPARQL endpoint and the graph store answer from: the published version, or a scratch store in tests."""

from dataclasses import dataclass

from flask import Flask, current_app

from miliary.composition import Service
from miliary.queries import Catalogue
from miliary.settings import Settings
from miliary.store import Asking, ScratchStore, Store

_KEY = "miliary.endpoint"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """What is asked over SPARQL.

    :param asking: what strangers' queries are given to
    :param store: what our own stored queries run on
    :param scratch: the same store where anyone may change it; None everywhere but in tests
    """

    settings: Settings
    asking: Asking
    store: Store
    catalogue: Catalogue
    scratch: ScratchStore | None = None

    @classmethod
    def of(cls, service: Service) -> "Endpoint":
        """Return the endpoint of a published version, which nobody changes."""
        return cls(service.settings, service.strangers, service.store, service.catalogue)


def attach(app: Flask, endpoint: Endpoint) -> None:
    """Let the SPARQL routes of ``app`` answer from ``endpoint``."""
    app.extensions[_KEY] = endpoint


def endpoint() -> Endpoint:
    """Return the endpoint of the application that handles the current request."""
    found = current_app.extensions[_KEY]
    assert isinstance(found, Endpoint)
    return found
