"""From the words of a case file to a case that can be asked about, with a list of what does not map."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from miliary.consultation.entry import CaseEntry, Term
from miliary.consultation.question import Question, understand
from miliary.differential.case import Reading
from miliary.differential.terms import Knowledge
from miliary.errors import AmbiguousTerm, InvalidCase, MalformedInput, UnknownTerm
from miliary.terms import FINDINGS, TESTS, TermIndex
from miliary.vocabulary import iri

_DISEASES = frozenset({iri("Disease")})
_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class MappedCase:
    """A case read against the hierarchy.

    ``named`` is the true disease, ``disease`` the differential diagnosis that it is or nests under; None when the
    differential does not have it. ``unmapped`` are the terms that are not in the vocabulary; ``outside`` is how many of
    them were given as findings, present or absent.
    """

    reading: Reading
    named: str | None
    disease: str | None
    unmapped: tuple[str, ...]
    outside: int


class Mapper:
    """Maps the cases of one file; remembers the words, since many cases share them."""

    def __init__(self, terms: TermIndex, knowledge: Knowledge) -> None:
        self._terms = terms
        self._knowledge = knowledge
        self._known: dict[tuple[str, frozenset[str], bool], str | None] = {}

    def map(self, entry: CaseEntry) -> MappedCase:
        """Map one case.

        :raises MalformedInput: the case contradicts itself, or names several diseases of the differential
        """
        unmapped: list[str] = []

        def findings(terms: Iterable[Term], kinds: frozenset[str] = FINDINGS, upward: bool = False) -> tuple[str, ...]:
            found = [(term, self._find(term, kinds, upward)) for term in terms]
            unmapped.extend(str(term) for term, name in found if name is None)
            return tuple(name for _, name in found if name is not None)

        present, absent = findings(entry.present, upward=True), findings(entry.absent)
        outside = len(unmapped)
        question = Question(
            present=present,
            absent=absent,
            not_assessed=findings(entry.not_assessed, FINDINGS | TESTS),
            age=entry.age,
            sex=entry.sex,
        )
        try:
            reading = understand(question, self._terms, self._knowledge).reading
        except InvalidCase as error:
            raise MalformedInput(f"{entry.where}: {error.detail}") from error
        named = self._disease(entry)
        return MappedCase(reading, named, self._top(named) if named else None, tuple(unmapped), outside)

    def _disease(self, entry: CaseEntry) -> str | None:
        """The one disease of the differential among those that the case names."""
        found = {name for term in entry.diseases if (name := self._find(term, _DISEASES, True))}
        found &= self._knowledge.diseases.keys()
        if len({self._top(name) for name in found}) > 1:
            labels = ", ".join(sorted(self._knowledge.diseases[each].label for each in found))
            raise MalformedInput(f"{entry.where}: the case names several diseases of the differential: {labels}.")
        return min(found, default=None)

    def _top(self, disease: str) -> str:
        """The differential diagnosis that ``disease`` is or nests under."""
        while above := self._knowledge.diseases[disease].of:
            disease = above
        return disease

    def _find(self, term: Term, kinds: frozenset[str], upward: bool) -> str | None:
        """The IRI of the term by its name, else by its label; None when neither names just one thing."""
        named = self._resolve(term.name, kinds, upward)
        return named or (self._resolve(term.label, kinds, upward) if term.label else None)

    def _resolve(self, word: str, kinds: frozenset[str], upward: bool) -> str | None:
        if (word, kinds, upward) not in self._known:
            local = self._try(iri(word), kinds, upward) if _LOCAL_NAME.fullmatch(word) else None
            self._known[word, kinds, upward] = local or self._try(word, kinds, upward)
        return self._known[word, kinds, upward]

    def _try(self, word: str, kinds: frozenset[str], upward: bool) -> str | None:
        try:
            return self._terms.take(word, kinds, upward=upward).id
        except (UnknownTerm, AmbiguousTerm):
            return None
