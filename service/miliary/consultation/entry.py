"""A case with a known diagnosis, as a file tells it: words, not yet terms of the vocabulary."""

from dataclasses import dataclass

MOST_TERMS = 1_000
"""Of one list of one case."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term as a file names it: an identifier, a name, or both."""

    name: str
    label: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.label})" if self.label else self.name


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """One patient of a file, its terms as they are written.

    ``where`` is its place in the file; ``figures`` names the article's figures for patients taken from them;
    ``unread`` are parts of the file's entry that say something of the patient but are not read.
    """

    id: str
    where: str
    diseases: tuple[Term, ...]
    present: tuple[Term, ...] = ()
    absent: tuple[Term, ...] = ()
    not_assessed: tuple[Term, ...] = ()
    age: float | None = None
    sex: str | None = None
    figures: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
