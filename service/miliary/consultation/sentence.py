"""A sentence of an answer that remembers its pattern, so that a page can say it in another language."""

from typing import Any


class Sentence(str):
    """Text for a reader; ``pattern`` with ``values`` filled in, which may be sentences, or lists of them, themselves.

    It is plain British English wherever text is expected: in JSON, in a table, on a page that is not translated.
    """

    __slots__ = ("pattern", "values")

    pattern: str
    values: dict[str, Any]

    def __new__(cls, pattern: str, **values: Any) -> "Sentence":
        """Fill ``values`` into ``pattern``, which names them as ``%(name)s``; without values it stands as it is."""
        filled = {name: LIST_SEPARATOR.join(each) if isinstance(each, list) else each for name, each in values.items()}
        made = super().__new__(cls, pattern % filled if values else pattern)
        made.pattern, made.values = pattern, values
        return made


LIST_SEPARATOR = "; "
