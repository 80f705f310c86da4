"""Finding terms by what people call them, and telling which term a word stands for."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NoReturn

from miliary.errors import AmbiguousTerm, NarrowerCode, UnknownTerm
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.terms.codes import Codes, Match
from miliary.terms.folding import plain
from miliary.terms.lexicon import Lexicon, Question
from miliary.terms.names import Name, read_names
from miliary.vocabulary import MIL, curie, expand, iri, usual

FINDINGS = frozenset({iri("Finding")})
"""The kinds to ask for when any finding will do; a kind stands for all kinds below it."""

TESTS = frozenset({iri("Test")})
"""The kinds to ask for when a test is wanted."""

_NEAREST = 5
_CODE = re.compile(r"[A-Za-z][\w.-]*:\S+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Hit:
    """A term that fits what was searched for.

    :param id: the IRI of the term
    :param label: its label
    :param kind: the IRI of its narrowest kind (``mil:ImagingFinding``, ``mil:Test``, ``mil:Disease`` …)
    :param matched: the label or the synonym that fits
    :param score: from 5 down: the label itself 5, a synonym itself 4, its beginning 3 to 4, its words 2 to 3, with a
        small typo 1 to 2; within a step the more, the more of the name was asked for
    """

    id: str
    label: str
    kind: str
    matched: str
    score: float


@dataclass(frozen=True, slots=True)
class Taken:
    """The term that somebody's word is taken as.

    :param id: the IRI of the term
    :param match: how the code that was given is linked to it; None when the term was named
    """

    id: str
    match: Match | None = None


class TermIndex:
    """The names of one published version. Immutable, so that any number of threads may search it."""

    def __init__(self, names: Iterable[Name], codes: Codes | None = None) -> None:
        self._names = tuple(names)
        self._codes = codes or Codes()
        self._labels = {name.term: name.text for name in reversed(self._names) if name.preferred}
        self._kinds: dict[str, tuple[str, frozenset[str]]] = {
            name.term: (name.kind, name.kinds) for name in self._names
        }
        self._searched = tuple(name for name in self._names if name.kind)
        self._lexicon = Lexicon(self._searched)

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue) -> "TermIndex":
        """Read the names of everything in the published graph, and the codes of other vocabularies."""
        return cls(read_names(store, catalogue), Codes.read(store, catalogue))

    def label(self, term: str) -> str:
        """Return the label of the IRI ``term``, or its CURIE when it has none."""
        return self._labels.get(term, curie(term))

    def search(self, text: str, limit: int = 20, kinds: Collection[str] | None = None) -> list[Hit]:
        """Return the terms whose label or synonym fits ``text``, the best first.

        Typos are only guessed at if nothing fits without.

        :param kinds: IRIs of kinds, each standing for all kinds below it; None for any term
        """
        question = Question.of(text)
        hits = self._hits(self._lexicon.find(question), kinds) or self._hits(self._lexicon.guess(question), kinds)
        return hits[: max(limit, 0)]

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
        return self._decoded(text, kinds, upward) or self._refuse(text, kinds)

    def _decoded(self, text: str, kinds: Collection[str] | None, upward: bool) -> Taken | None:
        """The term that ``text`` stands for as a code of another vocabulary; None when it is none."""
        code = self._identified(text)
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
        code = self._identified(text)
        elsewhere = self._codes.closest(code, lambda term: self._fits(term, None)) if code else None
        others = self._named(text, None) or (elsewhere[1] if elsewhere else [])
        known_as = [self.label(self._kinds[term][0]) for term in others if self._kinds[term][0]]
        a_code = _CODE.fullmatch(text.strip()) and not (code and code.startswith(MIL)) and not known_as
        vocabularies = self._codes.vocabularies if a_code else []
        raise UnknownTerm(text, self.nearest(text, kinds), "".join(known_as[:1]), vocabularies)

    def nearest(self, text: str, kinds: Collection[str] | None = None) -> list[str]:
        """Return up to five labels of terms that may have been meant."""
        term = self._identified(text)
        if term and not term.startswith(MIL):
            return []
        name = _HUMP.sub(" ", term.removeprefix(MIL)) if term else text
        labels = [hit.label for hit in self.search(name, _NEAREST, kinds)]
        alike = (self._searched[number] for number in self._lexicon.alike(Question.of(name)))
        labels += [self.label(name.term) for name in alike if self._fits(name.term, kinds)]
        return list(dict.fromkeys(labels))[:_NEAREST]

    def _hits(self, matches: dict[int, float], kinds: Collection[str] | None) -> list[Hit]:
        """One hit a term, by its best name."""
        best: dict[str, Hit] = {}
        for number, score in sorted(matches.items(), key=lambda match: (-match[1], match[0])):
            name = self._searched[number]
            if name.term not in best and self._fits(name.term, kinds):
                best[name.term] = Hit(name.term, self.label(name.term), name.kind, name.text, score)
        return sorted(best.values(), key=lambda hit: (-hit.score, hit.matched != hit.label, hit.label, hit.id))

    def _fits(self, term: str, kinds: Collection[str] | None) -> bool:
        return term in self._kinds and (kinds is None or not self._kinds[term][1].isdisjoint(kinds))

    def _identified(self, text: str) -> str | None:
        """The IRI that ``text`` is or that its CURIE stands for; None when it is a name."""
        text = text.strip()
        if text in self._kinds or text.startswith(("http://", "https://")):
            return usual(text)
        try:
            return expand(text)
        except ValueError:
            return None

    def _named(self, text: str, kinds: Collection[str] | None) -> list[str]:
        """The terms that ``text`` names, from the closest group that has any: as written before alike, labels first."""
        term = self._identified(text)
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
