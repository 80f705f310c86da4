"""What validation finds, in words: one frozen result per defect."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode, NamedNode

from miliary.knowledge.load import Node, Term
from miliary.vocabulary import MIL, curie

UNNAMED = "a node without a name"


class Severity(StrEnum):
    """How much a result matters: only a violation stops a version from being published."""

    VIOLATION = "Violation"
    WARNING = "Warning"
    INFO = "Info"


_ORDER = {severity: number for number, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Result:
    """One defect of one term.

    :param severity: whether it must be put right
    :param file: the file that describes the term, relative to the knowledge folder; empty when no file does
    :param term: the IRI of the term at fault, or :data:`UNNAMED`
    :param path: the IRI of the property at fault, ``^`` before it where it points at the term; None: the term itself
    :param value: the value at fault, an IRI or a literal's text; None when it is missing or many
    :param message: what an editor should do
    :param shape: the IRI of the property shape, the check or the node shape that found it
    """

    severity: Severity
    file: str
    term: str
    path: str | None
    value: str | None
    message: str
    shape: str

    def __str__(self) -> str:
        words = self.message if self.severity is Severity.VIOLATION else f"{self.severity.lower()}: {self.message}"
        where = ": ".join(filter(None, [self.file, short(self.term)]))
        return f"{where}: {words}{self._culprit()}"

    def _culprit(self) -> str:
        """The property and its value in brackets, unless the message names the value itself."""
        if self.path is None:
            return ""
        name = short_path(self.path).removeprefix("^")
        if self.value is None:
            return f" ({name})"
        value = short(self.value)
        return f" ({name})" if value in self.message else f" ({name}: {value})"

    def sort_key(self) -> tuple[str, str, int, str, str, str]:
        """Order results by file, term, severity, shape, path and value."""
        return (self.file, self.term, _ORDER[self.severity], self.shape, self.path or "", self.value or "")


@dataclass(frozen=True, slots=True)
class Defect:
    """A result in the terms of the graph, before it is put into words. Equal defects are one defect."""

    shape: NamedNode
    focus: Node
    path: str | None
    value: Term | None
    severity: Severity
    message: str


def results(defects: Iterable[Defect], files: Mapping[Node, tuple[str, ...]]) -> tuple[Result, ...]:
    """Turn ``defects`` into results, each once, in order."""
    found = {
        Result(
            severity=defect.severity,
            file=files.get(defect.focus, ("",))[0],
            term=text_of(defect.focus),
            path=defect.path,
            value=None if defect.value is None else text_of(defect.value),
            message=defect.message,
            shape=defect.shape.value,
        )
        for defect in defects
    }
    return tuple(sorted(found, key=Result.sort_key))


def text_of(term: Term) -> str:
    """The IRI or the literal's text; blank nodes, whose labels change from run to run, are all called alike."""
    return UNNAMED if isinstance(term, BlankNode) else term.value


def short(text: str) -> str:
    """Name a term as an editor does: our own by local name, others by CURIE, literals as they are."""
    return text.removeprefix(MIL) if text.startswith(MIL) else curie(text)


def short_path(path: str) -> str:
    """Name a property in the same way, keeping the ``^`` of one that is followed backwards."""
    return "^" + short(path[1:]) if path.startswith("^") else short(path)
