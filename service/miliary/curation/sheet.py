"""A form with what stands in it: opened on what is there, or filled in by somebody."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from miliary.curation.change import Line
from miliary.curation.entry import Fault, Texts
from miliary.curation.fields import Field, Group
from miliary.curation.kinds import Kind

About = Callable[[str], frozenset[Line]]
"""What is said of a term, a CURIE, where the editor stands: in the files, and in the proposal that is being written."""

NEW_DOCUMENT = "new"
"""What the choice of a source document holds when the document is to be described in the same form."""


@dataclass(frozen=True, slots=True)
class Part:
    """The fields on one subject.

    :param prefix: what its controls' names begin with; empty for the subject of the form
    :param subject: its CURIE; empty while it has none
    :param optional: whether it may be left out: a further passage, a new document
    """

    kind: Kind
    groups: tuple[Group, ...]
    prefix: str = ""
    subject: str = ""
    optional: bool = False

    @property
    def fields(self) -> Iterator[Field]:
        """All fields, in order."""
        return (each for group in self.groups for each in group.fields)

    @property
    def removal(self) -> str:
        """The name of the control that takes it away, where there is something to take away; else empty."""
        return f"{self.prefix}.remove" if self.prefix and self.subject else ""

    def control(self, of: Field) -> str:
        """The name of a field's control."""
        return f"{self.prefix}.{of.name}" if self.prefix else of.name


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as a page shows it.

    :param parts: the subject of the form first, then what is written with it
    :param texts: control -> what stands in it
    :param faults: what cannot be taken
    :param revision: a digest of what was said of its subjects when it was opened
    """

    kind: Kind
    parts: tuple[Part, ...]
    texts: Texts
    revision: str
    faults: tuple[Fault, ...] = ()

    @property
    def subject(self) -> str:
        """The CURIE of what is changed; empty for something new."""
        return self.parts[0].subject

    def of(self, control: str) -> tuple[str, ...]:
        """What stands in a control."""
        return tuple(self.texts.get(control, ()))

    def faults_at(self, control: str) -> tuple[Fault, ...]:
        """What is wrong with what stands in it; empty names what is wrong with the form as a whole."""
        return tuple(each for each in self.faults if each.control == control)

    def with_faults(self, faults: Iterable[Fault]) -> "Sheet":
        """The same with more faults."""
        return replace(self, faults=(*self.faults, *faults))


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one part.

    :param subject: the CURIE that its lines are about
    :param lines: the lines of its fields
    """

    part: Part
    subject: str
    lines: frozenset[Line]
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form that was filled in says.

    :param before: what was said of its subjects
    :param after: what is said of them with the form's texts
    :param subjects: the CURIE that each part is about, by the part's prefix: of new things the one that they get
    """

    sheet: Sheet
    before: frozenset[Line] = frozenset()
    after: frozenset[Line] = frozenset()
    subjects: Mapping[str, str] = field(default_factory=dict)

    @property
    def additions(self) -> frozenset[Line]:
        """What the form adds."""
        return self.after - self.before

    @property
    def deletions(self) -> frozenset[Line]:
        """What it takes away."""
        return self.before - self.after


def revision(lines: Iterable[Line]) -> str:
    """Return a digest of ``lines``, the same whenever they are."""
    return hashlib.sha256("\n".join(sorted(map(str, lines))).encode()).hexdigest()[:16]
