"""Writing an answer whole or not at all: its rows and its bytes are counted, and one too many is an error."""

import io
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pyoxigraph import QueryResultsFormat, RdfFormat

from miliary.errors import TooLarge
from miliary.store.results import RESULT_FORMATS, Solutions, Triples, Truth

T = TypeVar("T")

_JSON, _XML, _CSV, _TSV = RESULT_FORMATS
# A string, or outside of strings (then in the group) what stands between two rows, or at the end of each.
_BETWEEN_JSON = re.compile(rb'"(?:[^"\\]|\\.)*+"|(\},\{)')
_AFTER_CSV = re.compile(rb'"(?:[^"]|"")*+"|(\r\n)')
_WHAT = "The answer"


def write_results(answer: Solutions | Truth, form: QueryResultsFormat, max_rows: int, max_bytes: int) -> bytes:
    """Return rows, or a truth value, in one of :data:`miliary.store.results.RESULT_FORMATS`.

    :raises TooLarge: there are more than ``max_rows`` rows or ``max_bytes`` bytes
    """
    output = _Bounded(max_bytes)
    answer.write(output, form)
    body = output.getvalue()
    if isinstance(answer, Solutions):
        at_most, exactly = _ROWS[form.media_type]
        if at_most(body) > max_rows and exactly(body) > max_rows:
            raise TooLarge(_WHAT, max_rows, "rows", "max_rows")
    return body


def write_graph(triples: Triples, form: RdfFormat, max_triples: int, max_bytes: int) -> bytes:
    """Return triples in one of :data:`miliary.store.results.GRAPH_FORMATS`.

    :raises TooLarge: there are more than ``max_triples`` triples or ``max_bytes`` bytes
    """
    output = _Bounded(max_bytes)
    Triples(_at_most(max_triples, triples)).write(output, form)
    return output.getvalue()


class _Bounded(io.BytesIO):
    """A buffer that ends what overfills it."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self._limit = self._left = limit

    def write(self, data: Any) -> int:
        self._left -= len(data)
        if self._left < 0:
            raise TooLarge(_WHAT, self._limit, setting="max_bytes")
        return super().write(data)


def _at_most(limit: int, items: Iterable[T]) -> Iterator[T]:
    for number, item in enumerate(items):
        if number >= limit:
            raise TooLarge(_WHAT, limit, "triples", "max_rows")
        yield item


def _rows_of_xml(body: bytes) -> int:
    return body.count(b"<result>")


def _rows_of_tsv(body: bytes) -> int:
    return body.count(b"\n") - 1


def _outside_strings(sign: re.Pattern[bytes], body: bytes) -> int:
    return sum(found[1] is not None for found in sign.finditer(body))


# Two ways of counting the rows that the engine has written in one go: at a glance, which takes what looks like the end
# of a row inside a value for one, and exactly. For JSON, none at all counts as one, which every limit allows.
_ROWS: dict[str, tuple[Callable[[bytes], int], Callable[[bytes], int]]] = {
    _JSON.media_type: (
        lambda body: body.count(b"},{") + 1,
        lambda body: _outside_strings(_BETWEEN_JSON, body) + 1,
    ),
    _XML.media_type: (_rows_of_xml, _rows_of_xml),
    _CSV.media_type: (
        lambda body: body.count(b"\r\n") - 1,
        lambda body: _outside_strings(_AFTER_CSV, body) - 1,
    ),
    _TSV.media_type: (_rows_of_tsv, _rows_of_tsv),
}
