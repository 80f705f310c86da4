"""From the words of a question to a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from miliary.differential.case import Case, Reading, read
from miliary.differential.terms import Knowledge, Sex
from miliary.errors import ContradictoryCase, InvalidCase, UnknownTerm
from miliary.terms import FINDINGS, TESTS, Match, TermIndex
from miliary.vocabulary import curie


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, in their own words: terms are IRIs, CURIEs, labels, synonyms or codes, in any case.

    ``not_assessed`` takes tests too, and then means all that only they observe; ``context`` are present factors.
    ``unmapped`` says what happens to a term that is not in the vocabulary, ``priors`` names a set of priors (none is
    used unless it is named), and ``seed`` is that of the draws.
    """

    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    not_assessed: tuple[str, ...] = ()
    context: tuple[str, ...] = ()
    age: float | None = None
    sex: str | None = None
    unmapped: Literal["reject", "count"] = "reject"
    priors: str | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Mapped:
    """A code of another vocabulary, how it is linked to the term that it was taken as, and that term's IRI."""

    given: str
    match: Match
    term: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A question read against the hierarchy, with the words that are not in the vocabulary.

    ``outside`` is how many of these were given as findings, present or absent; ``mapped`` are the codes of others.
    ``undone`` are the findings that are not assessed only because a test was not made: they can still be looked at,
    unlike those that could not be seen.
    """

    reading: Reading
    unmapped: tuple[str, ...]
    outside: int = 0
    mapped: tuple[Mapped, ...] = ()
    undone: frozenset[str] = frozenset()


def understand(question: Question, terms: TermIndex, knowledge: Knowledge) -> Understood:
    """Resolve every word of ``question`` and read the case.

    :raises UnknownTerm: a word is not in the vocabulary, and unmapped words are to be rejected
    :raises AmbiguousTerm: a word names several findings
    :raises ContradictoryCase: the inputs contradict each other
    :raises InvalidCase: the age, the sex or the set of priors cannot be used
    """
    resolver = _Resolver(terms, question.unmapped == "count")
    present = resolver.findings((*question.present, *question.context))
    present |= {knowledge.sexes[sex]: word for sex, word in _sex(question.sex).items()}
    absent = resolver.findings(question.absent, upward=False)
    outside = len(resolver.unmapped)
    not_assessed = resolver.not_assessed(question.not_assessed, knowledge)
    _refuse_double(present, absent, not_assessed)
    factors = {factor: sex for sex, factor in knowledge.sexes.items()}
    stated = {factors[each] for each in present if each in factors}
    if len(stated) > 1:
        given = [word for each, word in present.items() if each in factors]
        raise InvalidCase("The case is given both sexes; give one.", sex=sorted(stated), inputs=given)
    case = Case(
        present=frozenset(present.keys() - factors.keys()),
        absent=frozenset(absent),
        not_assessed=frozenset(not_assessed),
        age=question.age,
        sex=next(iter(stated), None),
        priors=_priors(question.priors, knowledge),
    )
    return Understood(
        read(case, knowledge, absent | present),
        tuple(resolver.unmapped),
        outside,
        tuple(resolver.mapped),
        frozenset(resolver.undone),
    )


def _refuse_double(present: Mapping[str, str], absent: Mapping[str, str], not_assessed: Mapping[str, str]) -> None:
    """Refuse a finding that was given twice, naming it in both words."""
    for each in sorted(present.keys() & absent.keys()):
        raise ContradictoryCase(present[each], absent[each], "the same finding is present and absent")
    assessed = {**absent, **present}
    for each in sorted(assessed.keys() & not_assessed.keys()):
        raise ContradictoryCase(assessed[each], f"not assessed: {not_assessed[each]}", "it was assessed or it was not")


def _sex(word: str | None) -> dict[Sex, str]:
    if word is None:
        return {}
    try:
        return {Sex(word.strip().casefold()): word}
    except ValueError:
        detail = (
            f"“{word}” cannot be used as a sex; the article tells female and male apart. Leave it out if neither fits."
        )
        raise InvalidCase(detail, sex=word) from None


def _priors(word: str | None, knowledge: Knowledge) -> str | None:
    """The set of priors of that identifier, CURIE or label."""
    if word is None:
        return None
    wanted = word.strip()
    for name, priors in knowledge.priors.items():
        if wanted in (name, curie(name)) or wanted.casefold() == priors.label.casefold():
            return name
    known = sorted(each.label for each in knowledge.priors.values())
    there_are = f"there are {', '.join(known)}" if known else "the knowledge has none; leave it out"
    raise InvalidCase(f"There is no set of priors called “{word}”: {there_are}.", priors=word, known=known)


class _Resolver:
    """Resolves words to findings, each with the first word for it, and remembers which are not in the vocabulary."""

    def __init__(self, terms: TermIndex, count_unmapped: bool) -> None:
        self._terms = terms
        self._count_unmapped = count_unmapped
        self.unmapped: dict[str, None] = {}
        self.mapped: dict[Mapped, None] = {}
        self.undone: set[str] = set()

    def findings(self, words: Iterable[str], *, upward: bool = True) -> dict[str, str]:
        named: dict[str, str] = {}
        for word in words:
            if found := self._resolve(word, FINDINGS, upward=upward):
                named.setdefault(found, word)
        return named

    def not_assessed(self, words: Iterable[str], knowledge: Knowledge) -> dict[str, str]:
        """The findings below the given ones, and those that only tests that were not made observe."""
        named: dict[str, str] = {}
        not_made: dict[str, str] = {}
        for word in words:
            term = self._resolve(word, FINDINGS | TESTS, upward=False)
            if term and term in knowledge.findings:
                named |= dict.fromkeys({term} | knowledge.findings[term].descendants, word)
            elif term:
                not_made |= dict.fromkeys({term} | knowledge.tests_below.get(term, frozenset()), word)
        for each in knowledge.findings.values():
            if each.tests and each.tests <= not_made.keys() and not (each.demographic or each.id in named):
                self.undone.add(each.id)
                named[each.id] = ", ".join(sorted({not_made[test] for test in each.tests}))
        return named

    def _resolve(self, word: str, kinds: frozenset[str], *, upward: bool) -> str | None:
        try:
            taken = self._terms.take(word, kinds, upward=upward)
        except UnknownTerm:
            if not self._count_unmapped:
                raise
            self.unmapped[word] = None
            return None
        if taken.match:
            self.mapped[Mapped(word, taken.match, taken.id)] = None
        return taken.id
