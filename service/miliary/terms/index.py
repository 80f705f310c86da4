"""Finding terms by what people call them, and telling which term a word stands for."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import NoReturn

from miliary.errors import AmbiguousTerm, NarrowerCode, UnknownTerm
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.terms.codes import Codes, Link, Match
from miliary.terms.folding import plain
from miliary.terms.kinds import SITES
from miliary.terms.lexicon import Fit, Lexicon, Matches, Question
from miliary.terms.names import Name
from miliary.terms.tables import TermTables
from miliary.vocabulary import MIL, curie, expand, usual

_NEAREST = 5
_CODE = re.compile(r"[A-Za-z][\w.-]*:\S+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class How(StrEnum):
    """In what way a name fits what was searched for, the closest first."""

    EXACT = "exact"
    """As it is written, but for case and spaces."""
    SPELLING = "spelling"
    """The whole name, but for American or British spelling, number, accents or hyphens."""
    BEGINNING = "beginning"
    WORDS = "words"
    """Beginnings of its words, in any order."""
    FUZZY = "fuzzy"
    """With a small typo."""


class Called(StrEnum):
    """What the text that fits is to its term; an abbreviation is a synonym mostly, a label now and then."""

    LABEL = "label"
    SYNONYM = "synonym"
    ABBREVIATION = "abbreviation"
    IDENTIFIER = "identifier"
    CODE = "code"
    """A code of another vocabulary that is linked to the term."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that fits what was searched for.

    :param id: the IRI of the term
    :param label: its label
    :param kind: the IRI of its narrowest kind (``mil:ImagingFinding``, ``mil:Test``, ``mil:Disease`` …)
    :param matched: the label or the synonym that fits
    :param called: which of the two that is
    :param how: in what way it fits
    :param score: from 5 down: the label itself 5, a synonym itself 4, its beginning 3 to 4, its words 2 to 3, with a
        small typo 1 to 2; within a step the more, the more of the name was asked for
    :param diseases: for how many diseases something is stated about the term
    """

    id: str
    label: str
    kind: str
    matched: str
    called: Called
    how: How
    score: float
    diseases: int


@dataclass(frozen=True, slots=True)
class Taken:
    """The term that somebody's word is taken as.

    :param id: the IRI of the term
    :param match: how the code that was given is linked to it; None when the term was named
    """

    id: str
    match: Match | None = None


class TermIndex:
    """The names of one published version. Immutable, so that any number of threads may search it.

    :param diseases: term -> for how many diseases something is stated about it
    :param located: site -> the findings that lie there or in a part of it, the closest first
    """

    def __init__(
        self,
        names: Iterable[Name],
        codes: Codes | None = None,
        diseases: Mapping[str, int] | None = None,
        located: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._names = tuple(names)
        self._codes = codes or Codes()
        self._diseases = diseases or {}
        self._located = located or {}
        self._labels = {name.term: name.text for name in reversed(self._names) if name.preferred}
        self._kinds: dict[str, tuple[str, frozenset[str]]] = {
            name.term: (name.kind, name.kinds) for name in self._names
        }
        self._searched = tuple(name for name in self._names if name.kind)

    @classmethod
    def of(cls, tables: TermTables) -> "TermIndex":
        """Arrange what was read of a published version."""
        return cls(tables.names, Codes(tables.links, tables.broader), tables.diseases, tables.located)

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue) -> "TermIndex":
        """Read the names of everything in the published graph, and the codes of other vocabularies."""
        return cls.of(TermTables.read(store, catalogue))

    @cached_property
    def _lexicon(self) -> Lexicon:
        """Made for the first search by name: a term's identifier is found without."""
        return Lexicon(self._searched)

    def label(self, term: str) -> str:
        """Return the label of the IRI ``term``, or its CURIE when it has none."""
        return self._labels.get(term, curie(term))

    def names(self, kinds: Collection[str]) -> list[Name]:
        """Return every name of every term of these kinds, a term's label before its synonyms."""
        return [name for name in self._searched if self._fits(name.term, kinds)]

    def is_of(self, term: str, kinds: Collection[str]) -> bool:
        """Tell whether the IRI ``term`` is a term of one of these kinds."""
        return self._fits(term, kinds)

    def search(self, text: str, limit: int = 20, kinds: Collection[str] | None = None) -> list[Hit]:
        """Return the terms whose label or synonym fits ``text``, the best first.

        Of two that fit in the same way (the step of :attr:`Hit.score`) the one comes first about which something is
        stated for more diseases, then the one of which more was asked for; where there is a typo, the latter counts
        alone. Typos are only guessed at if nothing fits without.

        :param kinds: IRIs of kinds, each standing for all kinds below it; None for any term
        """
        question = Question.of(text)
        for find in (self._lexicon.find, self._lexicon.guess):
            if hits := self._hits(question, find(question), kinds):
                return hits[: max(limit, 0)]
        return []

    def located(self, text: str, limit: int = 20) -> list[Hit]:
        """Return the findings that lie where a site whose name fits ``text`` is; ``matched`` is the site's name."""
        found: dict[str, Hit] = {}
        for site in self.search(text, limit, SITES):
            for finding in self._located.get(site.id, ()):
                kind, stated = self._kinds[finding][0], self._diseases.get(finding, 0)
                hit = replace(site, id=finding, label=self.label(finding), kind=kind, diseases=stated)
                found.setdefault(finding, hit)
        return list(found.values())[: max(limit, 0)]

    def linked(self, text: str, kinds: Collection[str] | None = None) -> list[Link]:
        """Return how terms are linked to the code ``text``: an IRI, a CURIE, or its number alone; the closest first."""
        links = self._codes.of(self.identified(text) or text.strip())
        return [link for link in links if self._fits(link.term, kinds)]

    def resolve(self, text: str, kinds: Collection[str] | None = None) -> str:
        """Return the IRI of the term that ``text`` names; see :meth:`take`.

        :raises UnknownTerm: it names nothing of these kinds; the nearest labels are given
        :raises AmbiguousTerm: it names several things
        """
        return self.take(text, kinds).id

    def take(self, text: str, kinds: Collection[str] | None = None, *, upward: bool = True) -> Taken:
        """Return the term that ``text`` names: an IRI, a CURIE, a label, a synonym, or a code of another vocabulary.

        Case, hyphens, British or American spelling, singular or plural do not matter. A name as it is written comes
        before one that is only spelled alike, and a label before a synonym. A code stands for the term that it matches
        exactly or closely; a narrower one stands for the lowest term above it, if ``upward``. A broader one does not
        tell which of the terms below it is meant.

        :raises UnknownTerm: it names nothing of these kinds; the nearest labels are given
        :raises NarrowerCode: it is a narrower code, and that will not do
        :raises AmbiguousTerm: it names several things
        """
        fitting = self._named(text, kinds)
        if len(fitting) == 1:
            return Taken(fitting[0])
        if fitting:
            raise AmbiguousTerm(text, self._told_apart(fitting))
        return self.decoded(text, kinds, upward=upward) or self._refuse(text, kinds)

    def decoded(self, text: str, kinds: Collection[str] | None = None, *, upward: bool = True) -> Taken | None:
        """Return what ``text`` stands for as a code of another vocabulary, as :meth:`take` does; None if it is none.

        :raises NarrowerCode: it is a narrower code, and that will not do
        :raises AmbiguousTerm: it may mean several terms
        """
        code = self.identified(text)
        closest = self._codes.closest(code, lambda term: self._fits(term, kinds)) if code else None
        if closest is None:
            return None
        match, terms = closest
        if match is Match.BROAD or len(terms) > 1:
            raise AmbiguousTerm(text, self._told_apart(terms))
        if match is Match.NARROW and not upward:
            raise NarrowerCode(text, self.label(terms[0]))
        return Taken(terms[0], match)

    def _refuse(self, text: str, kinds: Collection[str] | None) -> NoReturn:
        code = self.identified(text)
        elsewhere = self._codes.closest(code, lambda term: self._fits(term, None)) if code else None
        others = self._named(text, None) or (elsewhere[1] if elsewhere else [])
        known_as = [self.label(self._kinds[term][0]) for term in others if self._kinds[term][0]]
        a_code = _CODE.fullmatch(text.strip()) and not (code and code.startswith(MIL)) and not known_as
        vocabularies = self._codes.vocabularies if a_code else []
        raise UnknownTerm(text, self.nearest(text, kinds), "".join(known_as[:1]), vocabularies)

    def identified(self, text: str) -> str | None:
        """Return the IRI that ``text`` is or that its CURIE stands for; None when it is a name."""
        text = text.strip()
        if text in self._kinds or text.startswith(("http://", "https://")):
            return usual(text)
        try:
            return expand(text)
        except ValueError:
            return None

    def nearest(self, text: str, kinds: Collection[str] | None = None) -> list[str]:
        """Return up to five labels of terms that may have been meant."""
        term = self.identified(text)
        if term and not term.startswith(MIL):
            return []
        name = _HUMP.sub(" ", term.removeprefix(MIL)) if term else text
        labels = [hit.label for hit in self.search(name, _NEAREST, kinds)]
        alike = (self._searched[number] for number in self._lexicon.alike(Question.of(name)))
        labels += [self.label(name.term) for name in alike if self._fits(name.term, kinds)]
        return list(dict.fromkeys(labels))[:_NEAREST]

    def _hits(self, question: Question, matches: Matches, kinds: Collection[str] | None) -> list[Hit]:
        """One hit a term, by its best name."""
        best: dict[str, Hit] = {}
        for number, score in sorted(matches.items(), key=lambda match: (-match[1], match[0])):
            name = self._searched[number]
            if name.term not in best and self._fits(name.term, kinds):
                best[name.term] = self._hit(question, name, score)
        return sorted(best.values(), key=_best_first)

    def _hit(self, question: Question, name: Name, score: float) -> Hit:
        known = self._diseases.get(name.term, 0)
        how = _how(question, name, Fit(int(score)))
        return Hit(name.term, self.label(name.term), name.kind, name.text, _called(name), how, score, known)

    def _fits(self, term: str, kinds: Collection[str] | None) -> bool:
        return term in self._kinds and (kinds is None or not self._kinds[term][1].isdisjoint(kinds))

    def _named(self, text: str, kinds: Collection[str] | None) -> list[str]:
        """The terms that ``text`` names, from the closest group that has any: as written before alike, labels first."""
        term = self.identified(text)
        if term is not None:
            return [term] if term in self._kinds and self._fits(term, kinds) else []
        whole = (self._searched[number] for number in self._lexicon.whole(Question.of(text)))
        alike = [name for name in whole if self._fits(name.term, kinds)]
        written = [name for name in alike if plain(name.text) == plain(text)]
        for group in (written, alike):
            for preferred in (True, False):
                found = {name.term for name in group if name.preferred is preferred}
                if found:
                    return sorted(found)
        return []

    def _told_apart(self, terms: Collection[str]) -> list[str]:
        """Labels where they differ, else CURIEs."""
        labels = sorted({self.label(term) for term in terms})
        return labels if len(labels) == len(terms) else sorted(map(curie, terms))


def _best_first(hit: Hit) -> tuple[object, ...]:
    step = int(hit.score)
    widely = 0 if step == Fit.TYPO else -hit.diseases
    return -step, widely, -hit.score, hit.matched != hit.label, hit.label, hit.id


def _called(name: Name) -> Called:
    if name.abbreviated:
        return Called.ABBREVIATION
    return Called.LABEL if name.preferred else Called.SYNONYM


def _how(question: Question, name: Name, fit: Fit) -> How:
    if fit >= Fit.SYNONYM:
        return How.EXACT if plain(name.text) == question.written else How.SPELLING
    return {Fit.BEGINNING: How.BEGINNING, Fit.WORDS: How.WORDS, Fit.TYPO: How.FUZZY}[fit]
