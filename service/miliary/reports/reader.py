"""From the text of a report to the findings that it mentions, each with what is said of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from miliary.errors import TooLarge
from miliary.reports import context, laboratory
from miliary.reports.context import Clause, Trigger
from miliary.reports.lexicon import Direct, Fluid, Lexicon, Meaning, Measured, Place, Sign
from miliary.reports.matching import Match, Phrases, apart
from miliary.reports.mention import Mention, Reading, Span, State
from miliary.reports.patient import read_patient
from miliary.reports.places import Range
from miliary.reports.places import Sentence as Placed
from miliary.reports.structure import Sentence, sentences
from miliary.reports.tokens import Token, stems, tokens
from miliary.reports.unmapped import unmapped
from miliary.terms import TermIndex

_NEGATION = "negation"
_SPARED = frozenset(
    stem for word in ("spared", "sparing", "spares", "unaffected", "uninvolved") for stem in stems(word)
)
_LESION = (frozenset(stems("lesion")),)
_MOST_WORDS = 100  # of a sentence: the time grows with their square, and what is longer is none
_SHARED = 2  # words between two signs that are said of the same places


@dataclass(slots=True)
class _Found:
    """A finding at some words; what is said of it is said of its sign too. ``holds`` is False where it is denied."""

    at: Range
    finding: str
    sign: Range | None = None
    holds: bool = True


class Reader:
    """Reads reports by the vocabulary of one published version. Immutable, so that any number of threads may read.

    :param longest: the most characters of a report
    :raises MissingExtra: spaCy is not installed
    """

    def __init__(self, terms: TermIndex, longest: int = 20_000) -> None:
        self._longest = longest
        self._lexicon = Lexicon(terms)
        self._triggers = context.triggers()

    def read(self, text: str) -> Reading:
        """Return what ``text`` mentions; nothing of it is kept.

        :raises TooLarge: it has more characters than are accepted
        """
        if len(text) > self._longest:
            raise TooLarge("The report", self._longest, "characters", "MILIARY_MAX_REPORT")
        mentions: list[Mention] = []
        left: list[Span] = []
        patient = read_patient(text)
        fluid, section = None, None
        for sentence in sentences(text):
            own = Fluid(sentence.where) if sentence.where in set(Fluid) else None
            fluid = own or (fluid if (sentence.section, sentence.where) == section else None)
            section = (sentence.section, sentence.where)
            if sentence.section == "skipped":
                continue
            every = tokens(text, sentence.start, sentence.end)
            for words in (every[first : first + _MOST_WORDS] for first in range(0, len(every), _MOST_WORDS)):
                fluid = laboratory.fluid_of(words, fluid)
                read = _SentenceReader(text, sentence, words, self._lexicon, self._triggers)
                mentions += read.mentions(fluid)
                left += unmapped(words, text, read.covered, self._lexicon.common, patient.spans)
        return Reading(tuple(_apart(mentions)), tuple(left), patient)


class _SentenceReader:
    """Reads one sentence."""

    def __init__(
        self,
        text: str,
        sentence: Sentence,
        words: Sequence[Token],
        lexicon: Lexicon,
        triggers: Phrases[Trigger],
    ) -> None:
        self._text, self._sentence, self._words, self._lexicon = text, sentence, words, lexicon
        every = [each for each in (self._written(match) for match in lexicon.phrases.find(words)) if each]
        self._kept = apart(every)
        self._signs = [each for each in every if isinstance(each.values[0], Sign)]
        taken = {place for each in self._kept for place in range(each.start, each.end)}
        directed = lexicon.directions.find(words)
        self._directions = apart(directed, taken)
        self._clause = Clause.read(text, words, triggers, taken)
        self._used: set[int] = set()

    @property
    def covered(self) -> set[int]:
        """The words that were understood."""
        directions = {place for each in self._directions for place in range(each.start, each.end)}
        return self._used | self._clause.covered | directions

    def mentions(self, fluid: Fluid | None) -> Iterator[Mention]:
        """Yield the mentions of the sentence."""
        content = [(each.start, each.end) for each in self._kept]
        said = self._clause.said(content)
        of = {place: said.of.get(number, {}) for number, place in enumerate(content)}
        for each in [*self._direct(), *self._measured(fluid, of), *self._located(of)]:
            about = {**of.get(each.sign or each.at, {}), **of.get(each.at, {})}
            if not each.holds:
                about.setdefault(_NEGATION, "")
            lasting = self._lexicon.lasting(each.finding)
            state, because = context.state_of(about, self._sentence.section, lasting=lasting)
            self._used.update(range(*each.at), range(*each.sign) if each.sign else ())
            yield self._mention(each, state, because)

    def _direct(self) -> Iterator[_Found]:
        for match in self._kept:
            first = match.values[0]
            if isinstance(first, Direct):
                yield _Found((match.start, match.end), first.finding)

    def _measured(self, fluid: Fluid | None, of: dict[Range, dict[str, str]]) -> Iterator[_Found]:
        matches = [each for each in self._kept if isinstance(each.values[0], Measured)]
        places = [(each.start, each.end) for each in matches]
        told = laboratory.directions(self._text, self._words, places, self._directions)
        for match, place, direction in zip(matches, places, told, strict=True):
            named = next((each for each in match.values if isinstance(each, Direct)), None)
            for meaning in laboratory.meanings(match, fluid):
                holds = laboratory.holds(meaning, direction) if direction else None
                if holds is None and direction is None and meaning.direction == "positive" and _NEGATION in of[place]:
                    holds = True
                if holds is not None:
                    if not holds:
                        of[place].pop(_NEGATION, None)
                    yield _Found(place, meaning.finding, holds=holds)
                    named = None
            if named is not None:
                yield _Found(place, named.finding)

    def _located(self, of: dict[Range, dict[str, str]]) -> Iterator[_Found]:
        """Signs with the places that they are said of, and signs alone."""
        places = [each for each in self._kept if isinstance(each.values[0], Place)]
        ranges = [(each.start, each.end) for each in places]
        placed = Placed(self._text, self._words, ranges, self._clause.stops())
        kept = [(each.start, each.end) for each in self._kept if isinstance(each.values[0], Sign)]
        numbers = {sign: placed.of(sign, kept) for sign in kept}
        for one, other in pairwise(kept):
            if not numbers[one] and other[0] - one[1] <= _SHARED:
                numbers[one] = numbers[other]
        for match in (each for each in self._kept if isinstance(each.values[0], Sign)):
            at = (match.start, match.end)
            yield from self._of_sign(match, [places[each] for each in numbers[at]], of[at])
        yield from self._listed(placed, places, of)
        said_of = {number for each in numbers.values() for number in each}
        yield from self._spared([each for number, each in enumerate(places) if number not in said_of], of)

    def _of_sign(self, match: Match[Meaning], places: list[Match[Meaning]], said: dict[str, str]) -> Iterator[_Found]:
        sign = match.values[0]
        assert isinstance(sign, Sign)
        at, denied, first = (match.start, match.end), _NEGATION in said, False
        heading = None if places else self._lexicon.site(self._sentence.where)
        sites = [(_site(each), (each.start, each.end)) for each in places]
        sites += [(heading, at)] if heading else []
        general = all(self._lexicon.is_whole(site) for site, _ in sites)
        for site, where in sites:
            own = self._lexicon.located(sign.heads, site)
            also = None if denied else self._lexicon.located(sign.also, site)
            first = first or (own is not None and own == self._lexicon.located(sign.heads[:1], site))
            for finding in dict.fromkeys(filter(None, (own, also))):
                yield _Found(where, finding, sign=at if where != at else None)
        if sign.finding and not first and (general or not denied):
            yield _Found(at, sign.finding)

    def _spared(self, places: list[Match[Meaning]], of: dict[Range, dict[str, str]]) -> Iterator[_Found]:
        """Places without a sign that are said to be spared: there is no lesion there."""
        for each in places:
            at = (each.start, each.end)
            spared = not _SPARED.isdisjoint(stems(of[at].get(_NEGATION, "")))
            if spared and (found := self._lexicon.located(_LESION, _site(each))):
                yield _Found(at, found)

    def _listed(
        self, placed: Placed, places: list[Match[Meaning]], of: dict[Range, dict[str, str]]
    ) -> Iterator[_Found]:
        """Places beside a finding whose name ends with a sign: "leptomeningeal and dural enhancement"."""
        for match in self._kept:
            tail = next((each for each in self._signs if each.end == match.end and each.start > match.start), None)
            if tail is None or not isinstance(match.values[0], Direct):
                continue
            sign = tail.values[0]
            assert isinstance(sign, Sign)
            at = (match.start, match.end)
            heads = sign.heads if _NEGATION in of[at] else (*sign.heads, *sign.also)
            for number in (*placed.before(at), *placed.after(at)):
                if found := self._lexicon.located(heads, _site(places[number])):
                    yield _Found((places[number].start, places[number].end), found, sign=at)

    def _mention(self, found: _Found, state: State, because: str) -> Mention:
        start, end = self._words[found.at[0]].start, self._words[found.at[1] - 1].end
        sign = None
        if found.sign:
            sign = Span(self._words[found.sign[0]].start, self._words[found.sign[1] - 1].end)
        return Mention(start, end, found.finding, state, because, sign)

    def _written(self, match: Match[Meaning]) -> Match[Meaning] | None:
        """The match without what is an abbreviation but is not written as one; None if nothing is left."""
        text = self._text[self._words[match.start].start : self._words[match.end - 1].end]
        fitting = tuple(
            each for each in match.values if text.isupper() or not (isinstance(each, Direct | Place) and each.short)
        )
        return Match(match.start, match.end, fitting) if fitting else None


def _site(match: Match[Meaning]) -> str:
    place = match.values[0]
    assert isinstance(place, Place)
    return place.site


def _apart(mentions: list[Mention]) -> Iterator[Mention]:
    """Yield each mention once, in the order of the text."""
    yield from sorted(dict.fromkeys(mentions), key=lambda each: (each.start, each.end))
