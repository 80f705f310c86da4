"""From the words of a question to a case."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from miliary.differential.case import Case, Reading, read
from miliary.differential.terms import Knowledge, Sex
from miliary.errors import InvalidCase, UnknownTerm
from miliary.terms import FINDINGS, TESTS, TermIndex


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, in their own words: terms are IRIs, CURIEs, labels or synonyms, in any case.

    ``not_assessed`` takes tests too, and then means all that only they observe; ``context`` are present factors.
    ``unmapped`` says what happens to a term that is not in the vocabulary.
    """

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    not_assessed: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    age: float | None = None
    sex: str | None = None
    unmapped: Literal["reject", "count"] = "reject"


@dataclass(frozen=True, slots=True)
class Understood:
    """A question read against the hierarchy, with the words that are not in the vocabulary."""

    reading: Reading
    unmapped: tuple[str, ...]


def understand(question: Question, terms: TermIndex, knowledge: Knowledge) -> Understood:
    """Resolve every word of ``question`` and read the case.

    :raises UnknownTerm: a word is not in the vocabulary, and unmapped words are to be rejected
    :raises AmbiguousTerm: a word names several findings
    :raises ContradictoryCase: the inputs contradict each other
    :raises InvalidCase: the age or the sex cannot be used
    """
    resolver = _Resolver(terms, question.unmapped == "count")
    present = resolver.findings((*question.present, *question.context))
    absent = resolver.findings(question.absent)
    not_assessed = resolver.not_assessed(question.not_assessed, knowledge)
    factors = {factor: sex for sex, factor in knowledge.sexes.items()}
    stated = {factors[each] for each in present if each in factors} | _sex(question.sex)
    if len(stated) > 1:
        raise InvalidCase("The case is given both sexes; give one.", sex=sorted(stated))
    case = Case(
        present=frozenset(present - factors.keys()),
        absent=frozenset(absent),
        not_assessed=frozenset(not_assessed),
        age=question.age,
        sex=next(iter(stated), None),
    )
    return Understood(read(case, knowledge, resolver.names), tuple(resolver.unmapped))


def _sex(word: str | None) -> set[Sex]:
    if word is None:
        return set()
    try:
        return {Sex(word.strip().casefold())}
    except ValueError:
        detail = (
            f"“{word}” cannot be used as a sex; the article tells female and male apart. Leave it out if neither fits."
        )
        raise InvalidCase(detail, sex=word) from None


class _Resolver:
    """Resolves words and remembers how each finding was called and which words are not in the vocabulary."""

    def __init__(self, terms: TermIndex, count_unmapped: bool) -> None:
        self._terms = terms
        self._count_unmapped = count_unmapped
        self.names: dict[str, str] = {}
        self.unmapped: list[str] = []

    def findings(self, words: Iterable[str]) -> set[str]:
        return {found for word in words if (found := self._resolve(word, FINDINGS))}

    def not_assessed(self, words: Iterable[str], knowledge: Knowledge) -> set[str]:
        found: set[str] = set()
        for word in words:
            term = self._resolve(word, FINDINGS | TESTS)
            if term and term in knowledge.findings:
                found |= {term} | knowledge.findings[term].descendants
            elif term:
                tests = {term} | knowledge.tests_below.get(term, frozenset())
                found |= {each.id for each in knowledge.findings.values() if each.tests and each.tests <= tests}
        return found

    def _resolve(self, word: str, kinds: frozenset[str]) -> str | None:
        try:
            found = self._terms.resolve(word, kinds)
        except UnknownTerm:
            if not self._count_unmapped:
                raise
            self.unmapped.append(word)
            return None
        self.names.setdefault(found, word)
        return found
