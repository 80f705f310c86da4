"""What a change would do: the disagreements it brings, and the stored patients whose differential it moves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements on the same finding of the same disease that say different things.

    :param statement: the CURIE of the one that the change adds or alters
    :param other: the CURIE of the one that it disagrees with
    :param words: what each says: occurrence or number, as a reader would put it
    :param linked: whether a conflict between them is stated, so that a reader is told why
    """

    statement: str
    other: str
    words: tuple[str, str]
    linked: bool


@dataclass(frozen=True, slots=True)
class Move:
    """What a disease is in the differential of one stored case, before and after.

    :param case: the CURIE of the case; ``label`` what it is called
    :param disease: the CURIE of the disease; ``disease_label`` its name
    :param before: its status, its place from 1, and its score in decibans
    """

    case: str
    label: str
    disease: str
    disease_label: str
    before: tuple[str, int, int]
    after: tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Effect:
    """All that a change would do beyond its own lines.

    :param cases: how many stored cases were looked at
    :param moves: the diseases whose status or place changes, by case
    """

    disagreements: tuple[Disagreement, ...]
    cases: int
    moves: tuple[Move, ...]
