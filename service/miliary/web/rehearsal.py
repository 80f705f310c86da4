"""The first answer of an edition, made before anybody asks: what it computes and the compiled page are there then."""

import logging
import time

from flask import Flask

from miliary.vocabulary import curie
from miliary.web.opened import opened
from miliary.web.pages import differential

_LOG = logging.getLogger(__name__)


def rehearse(app: Flask) -> None:
    """Answer a case of one finding as the page would, and throw the answer away; nothing is counted as a request."""
    begun = time.monotonic()
    try:
        with app.app_context():
            finding = min(opened().compiled.knowledge.findings)
        with app.test_request_context("/", query_string={"present": curie(finding)}):
            differential()
    except Exception:  # noqa: BLE001  # whoever asks is answered, or told why not; an edition does not wait for it
        _LOG.exception("the first answer could not be rehearsed")
        return
    _LOG.info("rehearsed the first answer in %.1f s", time.monotonic() - begun)
