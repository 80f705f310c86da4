"""The service that this application answers from, within reach of its routes."""

from flask import Flask, current_app

from miliary.composition import Service

_KEY = "miliary"
WATCH = "miliary.watch"
"""The place in a request's environment of :data:`miliary.store.Watch`, where the server can tell that a client left."""


def attach(app: Flask, service: Service) -> None:
    """Let the routes of ``app`` answer from ``service``."""
    app.extensions[_KEY] = service


def opened() -> Service:
    """Return the service of the application that handles the current request."""
    service = current_app.extensions[_KEY]
    assert isinstance(service, Service)
    return service
