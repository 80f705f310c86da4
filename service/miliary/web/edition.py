"""One published version as it is served, and the passing from one to the next.

A version has an application of its own, made for it and thrown away with it, so that no answer can hold parts of two.
A request is answered by the edition that was there when it came, to its end.
"""

import gc
import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic

from flask import Flask

from miliary.composition import Service, answering_version, limits, open_service
from miliary.errors import MiliaryError
from miliary.settings import Settings
from miliary.store import EmbeddedStore, Pool, StoreFailed, StoreUnreachable
from miliary.store.lookups import LookUps
from miliary.web import create_app
from miliary.web.environ import Application
from miliary.web.kept import KeptAnswers
from miliary.web.lane import Manners
from miliary.web.observing import Observer
from miliary.web.pressing import get_ready
from miliary.web.rehearsal import rehearse

_LOG = logging.getLogger(__name__)
SECONDS_TO_FINISH = 5
"""How long a query may go on when its version, or the service, is at its end."""
SECONDS_BETWEEN_LOOKS = 0.5


@dataclass(eq=False)
class Edition:
    """A version with everything that answers from it.

    :param application: what answers its requests
    :param kept: the answers that it gave
    :param look_ups: answers small queries at once, where the version is in this process
    :ivar manners: what was learned of how it answers
    """

    application: Application
    service: Service
    kept: KeptAnswers
    look_ups: LookUps | None = None
    manners: Manners = field(default_factory=Manners)
    _answering: int = 0
    _retired: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @classmethod
    def of(cls, service: Service, observer: Observer) -> "Edition":
        """Make the application for an opened version."""
        application = create_app(service=service, observer=observer)
        return cls(application, service, KeptAnswers(service.settings.kept_answers), look_ups_in(service))

    def warm(self) -> None:
        """Start what the first query, or the first editor, would have to wait for."""
        if isinstance(self.service.strangers, Pool):
            self.service.strangers.warm()
        if isinstance(self.application, Flask):
            get_ready(self.application)

    def rehearse(self) -> None:
        """Make the first answer, which computes what later ones find there, before anybody waits for it."""
        if isinstance(self.application, Flask):
            rehearse(self.application)

    def __enter__(self) -> "Edition":
        """Begin to answer a request."""
        with self._lock:
            self._answering += 1
        return self

    def __exit__(self, *_: object) -> None:
        """End it; the last one of a retired edition closes it."""
        with self._lock:
            self._answering -= 1
            over = self._retired and not self._answering
        if over:
            self.service.close()

    def retire(self) -> None:
        """Answer no new request: close when the last one is answered, at the latest in a few seconds."""
        with self._lock:
            self._retired = True
            over = not self._answering
        if over:
            self.service.close()
            return
        timer = threading.Timer(SECONDS_TO_FINISH, self.service.close)
        timer.daemon = True
        timer.start()


def look_ups_in(service: Service) -> LookUps | None:
    """Return what answers small queries in this process; None where the version is on a server."""
    store = service.store
    return LookUps(store, limits(service.settings)) if isinstance(store, EmbeddedStore) else None


class Succession:
    """The edition that answers now; it is replaced when another version has been published.

    :param settings: where versions are published
    :param observer: what sees the requests of this process, whichever edition answers
    """

    def __init__(self, first: Edition, observer: Observer) -> None:
        self.now = first
        self._observer = observer
        self._refused = ""
        self._lost = False

    @property
    def settings(self) -> Settings:
        """What the process was told; the same for all editions."""
        return self.now.service.settings

    def follow(self, ended: threading.Event, moved: Callable[[Edition], None]) -> None:
        """Look for another version until ``ended``.

        :param moved: is told of each new edition when it answers
        """
        collecting = math.inf
        while not ended.wait(SECONDS_BETWEEN_LOOKS):
            if self.look():
                moved(self.now)
                collecting = min(collecting, monotonic() + SECONDS_TO_FINISH + SECONDS_BETWEEN_LOOKS)
            if monotonic() > collecting:
                # An application holds itself in circles: its store, and the files of that, would stay open for long.
                gc.collect()
                collecting = math.inf

    def look(self) -> bool:
        """Move to the version that is published now, if it is another that can be opened; tell whether it was."""
        before = self.now.service.version
        version: str | None = ""
        try:
            version = answering_version(self.settings)
            if version is None or version in (before, self._refused):
                self._lost = False
                return False
            following = Edition.of(open_service(self.settings), self._observer)
        except (StoreUnreachable, StoreFailed) as error:  # it may be there again at the next look
            if not self._lost:
                _LOG.warning("%s answers on; whether another version was published is not known: %s", before, error)
            self._lost = True
            return False
        except (MiliaryError, OSError) as error:
            self._refused = version or ""
            _LOG.error("version %s cannot be opened, %s answers on: %s", version, before, error)
            return False
        self._lost = False
        following.warm()
        following.rehearse()
        retired, self.now = self.now, following
        retired.retire()
        _LOG.info("version %s answers after %s", following.service.version, before)
        return True
