"""How often a log-in may be tried: attempts that have not succeeded are counted by name and by address.

They are counted in the database, for all processes together, and before the password is looked at, so that many at once
count as many.
"""

import hashlib
from datetime import timedelta

from miliary.curation import moments
from miliary.curation.database import Database
from miliary.curation.moments import Clock
from miliary.curation.refusals import TooManyAttempts

WITHIN = timedelta(minutes=15)
BY_NAME = 10
BY_ADDRESS = 40


class Attempts:
    """The attempts of the last minutes."""

    def __init__(self, database: Database, clock: Clock = moments.now) -> None:
        self._database = database
        self._clock = clock

    def count(self, name: str, address: str) -> None:
        """Count an attempt as failed, until :meth:`succeeded` says otherwise.

        :param address: whom it counts for; empty for nobody
        :raises TooManyAttempts: there were too many by this name or from this address
        """
        now = self._clock()
        keys = _keys(name, address)
        with self._database.writing() as connection:
            connection.execute("DELETE FROM attempt WHERE at < ?", (moments.written(now - WITHIN),))
            for what, most in keys:
                (found,) = connection.execute("SELECT COUNT(*) FROM attempt WHERE what = ?", (what,)).fetchone()
                if found >= most:
                    minutes = int(WITHIN.total_seconds() // 60)
                    raise TooManyAttempts(f"Too many log-ins have failed; wait {minutes} minutes and try again.")
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
