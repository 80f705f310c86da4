"""A form as a template draws it: its fields as controls, each with its texts, its choices and what is wrong."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from miliary.curation.choices import Choice, Choices
from miliary.curation.entry import Fault, Texts, tidy
from miliary.curation.fields import Field, Widget
from miliary.curation.kinds import ASSERTION, EVIDENCE, MAPPING
from miliary.curation.sheet import NEW_DOCUMENT, Part, Sheet

MOST_OPTIONS = 60
"""A longer list is typed into, with suggestions, rather than looked through."""

_UNKNOWN, _INSTEAD = ".unknown.", ".instead."
# A statement and a link are called by them: about others each would be another one.
_NAMING = {
    ASSERTION: frozenset({"aboutDisease", "hasSubject"}),
    MAPPING: frozenset({"isDefinedBy", "annotatedSource", "annotatedTarget"}),
}
_IN_SECONDS = "sourceDocument"


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a form.

    :param texts: what stands in it; an empty one at the end where more can be added
    :param choices: what it is chosen from
    :param listed: whether they are shown as a list to choose from, not as suggestions
    :param fixed: whether it may only be read
    :param describes_new: whether it offers a source document that is described in the same form
    :param optional: whether its whole part may be left out
    :param needed: whether its label says so: of a further passage nothing is, as long as there is none
    :param now: what stands there now, where somebody else has changed it meanwhile; None where nobody has
    """

    name: str
    field: Field
    texts: tuple[str, ...]
    choices: tuple[Choice, ...]
    listed: bool
    faults: tuple[Fault, ...]
    fixed: bool = False
    describes_new: bool = False
    optional: bool = False
    needed: bool = False
    now: tuple[str, ...] | None = None

    @property
    def id(self) -> str:
        """An identifier for labels to point at."""
        return self.name.replace(".", "-")

    @property
    def required(self) -> bool:
        """Whether the browser may hold the form back without it: not where the whole part may be left out."""
        return self.field.required and not self.optional

    @property
    def kinds(self) -> str:
        """The kinds of term that are suggested, as the term service names them."""
        return " ".join(each.rpartition("/")[2] for each in self.field.classes)


@dataclass(frozen=True, slots=True)
class ControlGroup:
    """Controls under one heading; a group that holds nothing yet is folded away."""

    label: str
    controls: tuple[Control, ...]
    opened: bool


@dataclass(frozen=True, slots=True)
class DrawnPart:
    """The controls of one subject."""

    part: Part
    groups: tuple[ControlGroup, ...]

    @property
    def begun(self) -> bool:
        """Whether anything stands in it."""
        return any(any(each.texts) or each.faults for group in self.groups for each in group.controls)


def draw(sheet: Sheet, choices: Choices, now: Texts | None = None) -> tuple[DrawnPart, ...]:
    """Return the parts of a form with their controls.

    :param now: what the form would hold if it were opened now, where that is no longer what it was
    """
    return tuple(DrawnPart(part, tuple(_groups(sheet, part, choices, now))) for part in sheet.parts)


def _groups(sheet: Sheet, part: Part, choices: Choices, now: Texts | None) -> Iterator[ControlGroup]:
    for number, group in enumerate(part.groups):
        controls = tuple(_control(sheet, part, field, choices, now) for field in group.fields)
        holding = any(_holds(sheet, each) for each in controls)
        yield ControlGroup(group.label, controls, opened=number == 0 or holding)


def _holds(sheet: Sheet, control: Control) -> bool:
    """Whether a group has to be open for one of its controls: not for what stands there by itself."""
    by_itself = not sheet.subject and bool(control.field.default) and not control.faults
    return not by_itself and bool(any(control.texts) or control.faults or control.field.required or control.now)


def _control(sheet: Sheet, part: Part, field: Field, choices: Choices, now: Texts | None) -> Control:
    name = part.control(field)
    texts = tuple(each for each in sheet.of(name) if each)
    offered = _near(choices.of(field), texts) if field.widget is Widget.CHOICE else ()
    changed = now is not None and name in now and tuple(now[name]) != texts
    return Control(
        name=name,
        field=field,
        texts=(*texts, "") if field.several or not texts else texts,
        choices=offered,
        listed=bool(offered) and len(offered) <= MOST_OPTIONS and not field.several,
        faults=sheet.faults_at(name),
        fixed=bool(part.subject) and not part.prefix and field.name in _NAMING.get(sheet.kind, ()),
        describes_new=sheet.kind is ASSERTION and field.name == _IN_SECONDS and bool(part.prefix),
        optional=part.optional,
        needed=field.required and not (part.optional and part.kind is EVIDENCE),
        now=tuple(now[name]) if changed and now else None,
    )


def _near(offered: tuple[Choice, ...], texts: tuple[str, ...]) -> tuple[Choice, ...]:
    """Of a long list that falls into groups those beside what is chosen already."""
    groups = {each.group for each in offered if each.shown in texts}
    return tuple(each for each in offered if each.group in groups) if groups else offered


def texts_of(form: MultiDict[str, str]) -> Mapping[str, Sequence[str]]:
    """Return what a form was sent with, by control; a term chosen instead of an unknown word takes its place."""
    instead: dict[str, dict[str, str]] = {}
    for name, chosen in form.items():
        control, marked, number = name.partition(_INSTEAD)
        if marked and chosen:
            instead.setdefault(control, {})[tidy(form.get(f"{control}{_UNKNOWN}{number}", ""))] = chosen
    return {
        name: [instead.get(name, {}).get(tidy(text), text) for text in form.getlist(name)]
        for name in form
        if _INSTEAD not in name and _UNKNOWN not in name
    }


def new_document(sheet: Sheet) -> bool:
    """Whether a source document is described in the form itself."""
    return any(NEW_DOCUMENT in sheet.of(part.control(field)) for part in sheet.parts for field in part.fields)
