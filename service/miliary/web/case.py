"""The case of the page: read from the address, written back to it, and changed by following a link.

The address is all there is: nothing of a case is kept on the server, and a link to the page is the case.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from miliary.consultation import Question
from miliary.errors import AmbiguousTerm, InvalidCase, NarrowerCode, TooLarge, UnknownTerm
from miliary.terms import FINDINGS, TESTS, TermIndex
from miliary.vocabulary import curie
from miliary.web.schemas import MAX_TERMS

PRESENT, ABSENT, NOT_ASSESSED = "present", "absent", "not_assessed"
STATES = (PRESENT, ABSENT, NOT_ASSESSED)
_LONGEST = 200
# As a message names what was not assessed.
_NOT_ASSESSED = "not assessed: "


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the case and what was seen of it; a test can only be not assessed.

    ``given`` is the code of another vocabulary that the term was taken from, else its own CURIE.
    """

    id: str
    label: str
    state: str
    given: str
    is_test: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """A word that names no one thing; ``choices`` are entries that may have been meant."""

    word: str
    message: str
    choices: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PageCase:
    """What the page knows of the patient. ``age`` and ``sex`` are as they were typed, empty when not given."""

    entries: tuple[Entry, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    age: str = ""
    sex: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was given at all."""
        return not (self.entries or self.doubts or self.age or self.sex)

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The case as fields of an address: terms as CURIEs, codes as they were given, nothing that is empty."""
        pairs = [(each.state, each.given) for state in STATES for each in self.entries if each.state == state]
        return pairs + [(name, value) for name, value in (("age", self.age), ("sex", self.sex)) if value]

    @property
    def address(self) -> str:
        """The address of the page with this case."""
        return self.at("/")

    @property
    def text_address(self) -> str:
        """The address of the case and its answer as plain text."""
        return self.at("/case.txt")

    def reasons_address(self, disease: str) -> str:
        """The address of what is behind a disease, a CURIE, in the answer to this case."""
        return self.at(f"/answer/{disease}")

    def with_entry(self, entry: Entry) -> "PageCase":
        """The case with ``entry`` at the end, or in the place of the same term."""
        if any(each.id == entry.id for each in self.entries):
            kept = tuple(entry if each.id == entry.id else each for each in self.entries)
        else:
            kept = (*self.entries, entry)
        return replace(self, entries=kept, doubts=())

    def beside(self, one: str, other: str) -> str:
        """The address of the page that sets two diseases, as CURIEs, side by side for this case."""
        return f"/compare?{urlencode([('one', one), ('other', other), *self.fields], safe=':')}"

    def joined(self, term: Mapping[str, str], state: str) -> "PageCase":
        """The case with a finding of an answer, its ``id`` a CURIE, added in a state."""
        return self.with_entry(Entry(term["id"], term["label"], state, term["id"]))

    def moved(self, entry: Entry, state: str) -> "PageCase":
        """The case with ``entry`` in another state."""
        return self.with_entry(replace(entry, state=state))

    def without(self, entry: Entry) -> "PageCase":
        """The case without ``entry``."""
        return replace(self, entries=tuple(each for each in self.entries if each.id != entry.id))

    def named_in(self, error: InvalidCase) -> frozenset[str]:
        """What ``error`` says cannot hold in this case: terms as CURIEs, and the fields ``age`` and ``sex``."""
        inputs = error.extra.get("inputs", [])
        assert isinstance(inputs, list)
        named = {str(each).removeprefix(_NOT_ASSESSED) for each in inputs}
        typed = {"age": self.age, "sex": self.sex}
        fields = {name for name, value in typed.items() if value and (value in named or name in error.extra)}
        return frozenset({each.id for each in self.entries if each.given in named} | fields)

    def in_labels(self, text: str) -> str:
        """A sentence about this case with the labels of its terms in the place of quoted CURIEs."""
        for each in self.entries:
            text = text.replace(f"“{each.given}”", f"“{each.label}”")
        return text

    def at(self, path: str) -> str:
        """Return the address of another page, at ``path``, with this case."""
        return f"{path}?{urlencode(self.fields, safe=':')}" if self.fields else path

    def question(self) -> Question:
        """What the case asks.

        :raises InvalidCase: the age is no number
        """
        chosen = {state: tuple(each.given for each in self.entries if each.state == state) for state in STATES}
        return Question(
            chosen[PRESENT], chosen[ABSENT], chosen[NOT_ASSESSED], age=_years(self.age), sex=self.sex or None
        )


def read_case(address: MultiDict[str, str], terms: TermIndex) -> PageCase:
    """Read the case from the fields of an address; ``add`` is a term typed by hand, ``as`` its state.

    Names that the page does not know are ignored: a link that came through a mailing system has some.

    :raises TooLarge: there are more terms than a case may have
    """
    words = list(_words(address))
    if len(words) > MAX_TERMS:
        raise TooLarge("The case", MAX_TERMS, "findings")
    case = PageCase(age=address.get("age", "").strip()[:_LONGEST], sex=address.get("sex", "").strip()[:_LONGEST])
    doubts: list[Doubt] = []
    for word, state in words:
        try:
            case = case.with_entry(_entry(word, state, terms))
        except (UnknownTerm, AmbiguousTerm) as error:
            doubts.append(_doubt(word, state, error, terms))
    return replace(case, doubts=tuple(doubts))


def _words(address: MultiDict[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is named in the address, and how; nothing that is empty."""
    added = address.get("as", PRESENT)
    fields = {**{state: state for state in STATES}, "context": PRESENT, "add": added if added in STATES else PRESENT}
    for name, state in fields.items():
        yield from ((word.strip()[:_LONGEST], state) for word in address.getlist(name) if word.strip())


def _entry(word: str, state: str, terms: TermIndex) -> Entry:
    upward = state == PRESENT
    try:
        found, is_test = terms.take(word, FINDINGS, upward=upward), False
    except NarrowerCode:
        raise
    except UnknownTerm:
        try:
            found, is_test = terms.take(word, TESTS, upward=upward), True
        except UnknownTerm:
            found, is_test = terms.take(word, FINDINGS | TESTS, upward=upward), False
    own = curie(found.id)
    given = word if found.match else own
    return Entry(own, terms.label(found.id), NOT_ASSESSED if is_test else state, given, is_test)


def _doubt(word: str, state: str, error: UnknownTerm | AmbiguousTerm, terms: TermIndex) -> Doubt:
    hits = terms.search(word, 8, FINDINGS | TESTS)
    names = error.extra.get("candidates") or error.extra.get("nearest") or []
    assert isinstance(names, list)
    meant = dict.fromkeys([*(hit.id for hit in hits), *_resolved(names, terms)])
    choices = tuple(_entry(each, state, terms) for each in meant)
    if isinstance(error, AmbiguousTerm) or hits:
        return Doubt(word, f"“{word}” may mean several things.", choices)
    # The choices say what else may have been meant.
    plain = type(error) is UnknownTerm and choices
    return Doubt(word, f"Nothing is known as “{word}”." if plain else error.detail, choices)


def _resolved(names: Iterable[str], terms: TermIndex) -> Iterator[str]:
    """Yield the terms behind labels that an error offers; one that names two things is no help."""
    for name in names:
        try:
            yield terms.resolve(name, FINDINGS | TESTS)
        except (UnknownTerm, AmbiguousTerm):
            continue


def _years(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text)
    except ValueError:
        raise InvalidCase(f"“{text}” cannot be used as an age; give years, such as 39.", age=text) from None
