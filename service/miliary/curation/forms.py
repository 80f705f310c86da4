"""Forms as they are opened: the parts that a kind has, and what stands in them.

What a form does not show stays as it is: of its subjects' lines only those of its own fields are ever taken away.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from miliary.curation.change import Line
from miliary.curation.choices import Choices
from miliary.curation.entry import Texts, shown, stated, tidy
from miliary.curation.expression import EQUIVALENT, genus_and_site
from miliary.curation.fields import Field, FieldReader, Group, Widget
from miliary.curation.kinds import ASSERTION, DOCUMENT, EVIDENCE, FINDING, Kind
from miliary.curation.sheet import About, Part, Sheet, revision
from miliary.vocabulary import iri

EVIDENCE_OF = "mil:evidence"
MOST_FURTHER = 9
"""How many passages can be added to a statement at once."""

_FURTHER = "further"
# A located finding's definition is one OWL expression; no property shape can ask for its two parts.
GENUS = Field(
    name="genus",
    predicate=EQUIVALENT,
    shape=iri("Finding-shape"),
    label="what is seen",
    help="For a finding at a site: what is seen there, whatever the site, such as “lesion” or “contrast enhancement”.",
    message="Name the finding that this one is at its site.",
    widget=Widget.TERM,
    group="DefinitionGroup",
    order=1,
    classes=(iri("Finding"),),
    composed=True,
)
SITE = Field(
    name="site",
    predicate=EQUIVALENT,
    shape=iri("Finding-shape"),
    label="site",
    help="Where it is seen, as narrow as the source has it; broader sites follow by anatomy.",
    message="Name one anatomical structure.",
    widget=Widget.TERM,
    group="DefinitionGroup",
    order=2,
    classes=(iri("AnatomicalStructure"),),
    composed=True,
)
_DEFINITION = Group("DefinitionGroup", "what it is, and where", (GENUS, SITE))


class Forms:
    """The forms of one knowledge folder, opened where one editor stands.

    :param reader: the shapes
    :param about: what is said of a term there
    :param choices: what can be chosen there
    """

    def __init__(self, reader: FieldReader, about: About, choices: Choices) -> None:
        self.reader = reader
        self.about = about
        self.choices = choices

    def open(self, kind: Kind, subject: str = "", given: Texts | None = None) -> Sheet:
        """Open a form on ``subject``, a CURIE, or on something new.

        :param given: texts to begin with, by control
        """
        parts = self.parts(kind, subject, given or {})
        texts = {control: texts for part in parts for control, texts in self.texts(part).items()}
        fields = {part.control(field): field for part in parts for field in part.fields}
        known = {
            control: tuple(self.choices.recognised(fields[control], each) for each in texts)
            for control, texts in (given or {}).items()
            if control in fields
        }
        return Sheet(kind, parts, {**texts, **known}, self.revision(parts))

    def again(self, kind: Kind, subject: str, texts: Texts) -> Sheet:
        """Open a form that is being filled in, with a further empty passage if the last one has been begun."""
        parts = self.parts(kind, subject, texts)
        return Sheet(kind, parts, texts, self.revision(parts))

    def beside(self, lines: Iterable[Line]) -> "Forms":
        """Return the same forms where ``lines`` are said besides."""
        added = frozenset(lines)

        def about(subject: str) -> frozenset[Line]:
            return self.about(subject) | {each for each in added if each.subject == subject}

        return Forms(self.reader, about, self.choices.beside(added))

    def parts(self, kind: Kind, subject: str = "", texts: Texts = MappingProxyType({})) -> tuple[Part, ...]:
        """Return the parts of a form: the subject's, for a statement one for each passage, and for a new document.

        :param texts: what stands in it: below the further passages that it begins there is always an empty one more
        """
        first = Part(kind, self.groups(kind), subject=subject)
        if kind is not ASSERTION:
            return (first,)
        document = Part(DOCUMENT, self.groups(DOCUMENT), "document", optional=True)
        return (first, *self._passages(subject), document, *self._further(texts))

    def groups(self, kind: Kind) -> tuple[Group, ...]:
        """Return the fields of a kind by group."""
        found = self.reader.groups(kind.shapes)
        return (found[0], _DEFINITION, *found[1:]) if kind is FINDING else found

    def texts(self, part: Part) -> Mapping[str, Sequence[str]]:
        """Return what stands in each control of a part as its subject is now."""
        lines = self.about(part.subject) if part.subject else frozenset[Line]()
        found: dict[str, Sequence[str]] = {
            part.control(field): tuple(shown(field, line, self.choices) for line in stated(field, part.subject, lines))
            or self._default(part, field)
            for field in part.fields
        }
        return {**found, **self._definition(part, lines)} if part.kind is FINDING else found

    def revision(self, parts: Sequence[Part]) -> str:
        """Return a digest of what is said of the subjects of ``parts``."""
        return revision(line for part in parts if part.subject for line in self.about(part.subject))

    def _passages(self, subject: str) -> Iterator[Part]:
        groups = self.groups(EVIDENCE)
        links = [each.value for each in self.about(subject) if each.predicate == EVIDENCE_OF] if subject else []
        for passage in sorted(links, key=_natural) or [""]:
            # Called after its own name: a passage that somebody else adds or removes meanwhile shifts no control.
            number = re.sub(r"\D", "", passage.rpartition("-evidence")[2])
            yield Part(EVIDENCE, groups, f"evidence{number}", passage)

    def _further(self, texts: Texts) -> Iterator[Part]:
        groups = self.groups(EVIDENCE)
        begun = [number for number in range(1, MOST_FURTHER + 1) if _anything(texts, f"{_FURTHER}{number}.")]
        for number in range(1, min(max(begun, default=0) + 1, MOST_FURTHER) + 1):
            yield Part(EVIDENCE, groups, f"{_FURTHER}{number}", optional=True)

    def _default(self, part: Part, field: Field) -> tuple[str, ...]:
        """What stands in a field of something new."""
        return (self.choices.shown(field, field.default),) if field.default and not part.subject else ()

    def _definition(self, part: Part, lines: frozenset[Line]) -> Mapping[str, Sequence[str]]:
        """Genus and site, where the finding is defined by them."""
        pairs = zip((GENUS, SITE), definition(lines), strict=False)
        return {part.control(field): (self.choices.shown(field, term),) for field, term in pairs}


def definition(lines: Iterable[Line]) -> tuple[str, ...]:
    """Return the CURIEs of genus and site by which a finding is defined; empty where it is not."""
    found = (genus_and_site(each) for each in sorted(lines) if each.predicate == EQUIVALENT)
    return next(filter(None, found), ())


def _anything(texts: Texts, prefix: str) -> bool:
    return any(tidy(text) for control, each in texts.items() if control.startswith(prefix) for text in each)


def _natural(name: str) -> list[tuple[str, int]]:
    """The order of names in which ``-10`` comes after ``-9``."""
    return [(text, int(number or 0)) for text, number in re.findall(r"(\D*)(\d*)", name)]
