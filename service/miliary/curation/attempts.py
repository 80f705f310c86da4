"""How often something may be tried: log-ins that have failed, by name and by address; forms that anybody may send.

They are counted in the database, for all processes together, and before the password is looked at, so that many at once
count as many.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from miliary.curation import moments
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.curation.refusals import TooManyAttempts

WITHIN = timedelta(minutes=15)
BY_NAME = 10
BY_ADDRESS = 40


class Attempts:
    """What was tried within the last minutes."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def count(self, name: str, address: str) -> None:
        """Count an attempt as failed, until :meth:`succeeded` says otherwise.

        :param address: whom it counts for; empty for nobody
        :raises TooManyAttempts: there were too many by this name or from this address
        """
        self.limit(_keys(name, address), "Too many log-ins have failed")

    def limit(self, keys: Sequence[tuple[str, int]], why: str) -> None:
        """Count an attempt under each key, unless one of them has its most within the last minutes.

        :param keys: what is counted, and how many there may be
        :param why: what to tell whoever is refused
        :raises TooManyAttempts: one of them has
        """
        now = self._clock()
        with self._database.writing() as connection:
            # What was tried in a time to come was tried before the clock was put back: nobody is shut out till then.
            connection.execute(
                "DELETE FROM attempt WHERE at < ? OR at > ?",
                (moments.written(now - WITHIN), moments.written(now + WITHIN)),
            )
            for what, most in keys:
                (found,) = connection.execute("SELECT COUNT(*) FROM attempt WHERE what = ?", (what,)).fetchone()
                if found >= most:
                    minutes = int(WITHIN.total_seconds() // 60)
                    raise TooManyAttempts(f"{why}; wait {minutes} minutes and try again.")
            connection.executemany(
                "INSERT INTO attempt (what, at) VALUES (?, ?)", [(what, moments.written(now)) for what, _ in keys]
            )

    def succeeded(self, name: str, address: str) -> None:
        """Forget the attempts by this name, and the last one from this address."""
        by_name, *by_address = [what for what, _ in _keys(name, address)]
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempt WHERE what = ?", (by_name,))
            for what in by_address:
                connection.execute(
                    "DELETE FROM attempt WHERE rowid = (SELECT MAX(rowid) FROM attempt WHERE what = ?)", (what,)
                )


def _keys(name: str, address: str) -> list[tuple[str, int]]:
    named = hashlib.sha256(name.strip().casefold().encode("utf-8", "surrogatepass")).hexdigest()
    return [(f"name {named}", BY_NAME), *([(f"address {address}", BY_ADDRESS)] if address else [])]
