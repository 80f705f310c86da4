"""Why a stranger's query has no answer although nothing is wrong with its words."""

from miliary.errors import MiliaryError


class QueryLimit(MiliaryError):
    """A query that took more time or memory than one may take; nothing of its answer is sent."""

    title = "The query took too much"
    slug = "query-limit"
    status = 503

    def __init__(self, what: str, limit: float, unit: str, setting: str) -> None:
        detail = f"The query was ended: it took more than the {limit:,} {unit} of {what} that one query may take here."
        super().__init__(detail, limit=limit, unit=unit, setting=setting)


class TooBusy(MiliaryError):
    """As many queries are being answered and are waiting as may; ``retry_after`` seconds later there may be room."""

    title = "Too many queries at once"
    slug = "too-busy"
    status = 503
    retry_after = 1

    def __init__(self, limit: int, setting: str) -> None:
        detail = f"As many queries as may be, {limit:,}, are being answered and waiting; ask again in a moment."
        super().__init__(detail, limit=limit, setting=setting)


class QueryEnded(MiliaryError):
    """A query that was ended for a reason that lies not in its limits: the service stops, or its process broke."""

    title = "The query was ended"
    slug = "query-ended"
    status = 503


class StoreUnreachable(MiliaryError):
    """The server that keeps the graph is gone, silent, overloaded or too slow; nothing of its answer is used."""

    title = "The store does not answer"
    slug = "store-unreachable"
    status = 503
    retry_after = 5

    def __init__(self, why: str) -> None:
        super().__init__(f"The store does not answer: {why}. What needs no store is answered as before.")


class StoreFailed(MiliaryError):
    """The server that keeps the graph answered, but with what is no whole answer to the question."""

    title = "The store's answer cannot be used"
    slug = "store-failed"
    status = 502

    def __init__(self, why: str) -> None:
        super().__init__(f"The store's answer cannot be used: {why}.")
