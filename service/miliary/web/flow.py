"""The layout of a pathway as a flow: boxes below each other, beside each what it names, in pixels."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap
from typing import Any

Json = Mapping[str, Any]

WIDTH = 860
BOX_X, BOX_WIDTH = 8, 220
LIST_X = 250
LINE = 20
"""The height of a line."""

_BOX_CHARACTERS, _LIST_CHARACTERS = 25, 80
_PADDING, _GAP, _FOOT = 14, 34, 8
# Beside the lines of its name a box says how the case stands.
_OTHER_LINES = 2
SIGNS = {"met": "✓", "not met": "✗", "unknown": "?"}
"""What stands for a standing where there is no room for the word."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text beside a box; ``sign`` is empty where it goes on from the line before."""

    y: int
    sign: str
    standing: str
    text: str


@dataclass(frozen=True, slots=True)
class Box:
    """A step in its place."""

    step: Json
    here: bool
    y: int
    height: int
    title: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Flow:
    """A pathway laid out; ``arrows`` lead from the foot of a box to the head of the next."""

    boxes: tuple[Box, ...]
    height: int

    @property
    def arrows(self) -> Iterator[tuple[int, int]]:
        """Where each arrow begins and ends."""
        for one, other in pairwise(self.boxes):
            yield one.y + one.height, other.y


def lay_out(pathway: Json) -> Flow:
    """Put the steps of a pathway, as :func:`miliary.consultation.pathway.stand` gives it, below each other."""
    boxes: list[Box] = []
    top = _FOOT
    for step in pathway["steps"]:
        box = _box(step, step["number"] == pathway["here"], top)
        boxes.append(box)
        top += box.height + _GAP
    return Flow(tuple(boxes), top - _GAP + _FOOT)


def _box(step: Json, here: bool, top: int) -> Box:
    title = tuple(wrap(f"{step['number']}  {step['label']}", _BOX_CHARACTERS))
    lines = tuple(_lines(step, top + _PADDING))
    height = 2 * _PADDING + LINE * max(len(title) + _OTHER_LINES, len(lines))
    return Box(step, here, top, height, title, lines)


def _lines(step: Json, top: int) -> Iterator[Line]:
    y = top
    for named in step["names"]:
        diseases = ", ".join(each["label"] for each in named["diseases"])
        told = f" ({named['given']})" if named["given"] else ""
        text = f"{named['label']}{told}" + (f": {diseases}" if diseases else "")
        for number, part in enumerate(wrap(text, _LIST_CHARACTERS)):
            yield Line(y, "" if number else SIGNS[named["standing"]], named["standing"], part)
            y += LINE
