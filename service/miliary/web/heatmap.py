"""The matrix as a picture: what a cell says in a few signs, how strongly it is coloured, where it lies in an SVG."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from miliary.web.wording import signed

Json = Mapping[str, Any]

WEIGHT, FREQUENCY = "weight", "frequency"
CONFLICT = "≠"
CSV_COLUMNS = (
    *("finding", "finding_label", "kind", "disease", "disease_label", "polarity", "decibans", "frequency", "basis"),
    *("stated", "words", "conflicting", "locators", "links"),
)

# From which amount on a colour is stronger: decibans, and shares.
_DECIBANS = (1, 3, 6, 10)
_SHARES = (0.0, 0.1, 0.25, 0.45)
_OWN = "own"
# Of the SVG, in pixels.
_CELL_WIDTH, _CELL_HEIGHT, _LEFT, _TOP, _RIGHT, _LEGEND = 36, 20, 300, 190, 110, 44
_INK, _PAPER = "#1b2426", "#ffffff"
_FOR = ("#eef1f0", "#d6e6e8", "#a9cbcf", "#6da5aa", "#1d6f76")
_AGAINST = ("#eef1f0", "#f5e2d6", "#e8bfa4", "#d08f65", "#b2541d")


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell looks: its few signs, the side that it speaks for, and the strength of its colour from 0 to 4."""

    signs: str
    side: str
    level: int

    @property
    def fill(self) -> str:
        """The colour of the SVG."""
        return (_AGAINST if self.side == "against" else _FOR)[self.level]

    @property
    def ink(self) -> str:
        """The colour of the signs in the SVG: at least 4.5 : 1 on :attr:`fill`."""
        return _PAPER if self.level == len(_FOR) - 1 else _INK


def look(cell: Json, show: str) -> Look:
    """Return how ``cell`` looks; what is known only from a narrower or broader finding stands in brackets."""
    if show == FREQUENCY:
        share = cell["frequency"]
        signs = "·" if share is None else f"{share * 100:.2g}"
        looks = Look(signs, "for", 0 if share is None else sum(share >= each for each in _SHARES))
    else:
        worth = cell["decibans"]
        side = "for" if worth > 0 else "against" if worth < 0 else "none"
        looks = Look(signed(worth), side, sum(abs(worth) >= each for each in _DECIBANS))
    signs = looks.signs if cell["basis"] == _OWN else f"({looks.signs})"
    return Look(signs + (CONFLICT if cell["conflicting"] else ""), looks.side, looks.level)


def as_csv(found: Json) -> str:
    """Return the matrix as CSV, a row a cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    labels = {each["id"]: each["label"] for each in found["diseases"]}
    for row in found["findings"]:
        writer.writerows(_line(row, cell, labels) for cell in row["cells"])
    return text.getvalue()


def _line(row: Json, cell: Json, labels: Mapping[str, str]) -> list[object]:
    return [
        *(row["id"], row["label"], row["kind"]["label"], cell["disease"], labels[cell["disease"]]),
        *(cell["polarity"], cell["decibans"], "" if cell["frequency"] is None else f"{cell['frequency']:.4g}"),
        *(cell["basis"], cell["stated"]["id"], "; ".join(cell["words"]), str(cell["conflicting"]).lower()),
        "; ".join(each["locator"] for each in cell["statements"]),
        " ".join(each["link"] for each in cell["statements"]),
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """A thing of the SVG with its corner in pixels; ``of`` is the cell, row or disease."""

    x: int
    y: int
    of: Json
    row: Json
    look: Look | None = None


class Drawing:
    """The matrix laid out for an SVG, in pixels."""

    cell_width, cell_height, left, top = _CELL_WIDTH, _CELL_HEIGHT, _LEFT, _TOP

    def __init__(self, found: Json, show: str) -> None:
        self._found, self._show = found, show
        self.width = _LEFT + _CELL_WIDTH * len(found["diseases"]) + _RIGHT
        self.legend = _TOP + _CELL_HEIGHT * len(found["findings"])
        self.height = self.legend + _LEGEND

    @property
    def rows(self) -> Iterator[Place]:
        """The findings."""
        for number, row in enumerate(self._found["findings"]):
            yield Place(0, _TOP + number * _CELL_HEIGHT, row, row)

    @property
    def columns(self) -> Iterator[Place]:
        """The diseases."""
        for number, disease in enumerate(self._found["diseases"]):
            yield Place(_LEFT + number * _CELL_WIDTH, _TOP, disease, {})

    @property
    def cells(self) -> Iterator[Place]:
        """The cells, row by row."""
        across = {each.of["id"]: each.x for each in self.columns}
        for row in self.rows:
            for cell in row.of["cells"]:
                yield Place(across[cell["disease"]], row.y, cell, row.of, look(cell, self._show))
