"""The answer to a question, as plain values ready for JSON, a page or a table (design §8).

Everything in it is made from the same objects as the score, so that the shares shown add up to it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from miliary.consultation import looking, steroids
from miliary.consultation.care import Care
from miliary.consultation.hinges import hinges
from miliary.consultation.question import Mapped, Question, Understood, understand
from miliary.consultation.statement import assertion
from miliary.consultation.wording import DISCLAIMER, note
from miliary.differential.compatibility import Candidate, Differential, Status, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.explanation import Reason, badges, costliest, coverage, reasons, unexplained
from miliary.differential.firm import Firm
from miliary.differential.scope import scope
from miliary.index.citations import Citation
from miliary.terms import TermIndex
from miliary.vocabulary import curie

Json = dict[str, Any]


class Opened(Protocol):
    """What a consultation needs of an opened version."""

    @property
    def version(self) -> str:
        """The version that the answer is computed on."""

    @property
    def compiled(self) -> Compiled:
        """The weights."""

    @property
    def terms(self) -> TermIndex:
        """The vocabulary."""

    @property
    def citations(self) -> Mapping[str, Citation]:
        """The assertions, by IRI."""


class Answering(Opened, Protocol):
    """What an answer needs besides."""

    @property
    def firm(self) -> Firm:
        """How firm answers are and what to look at next, with what is remembered of it."""

    @property
    def care(self) -> Care:
        """Treatments and work-up, by disease."""


def ask(service: Answering, question: Question) -> Json:
    """Answer ``question`` on the version that ``service`` has opened.

    :raises UnknownTerm: a word is not in the vocabulary, and unmapped words are to be rejected
    :raises AmbiguousTerm: a word names several findings
    :raises ContradictoryCase: the inputs contradict each other
    :raises InvalidCase: the age, the sex or the set of priors cannot be used
    """
    understood = understand(question, service.terms, service.compiled.knowledge)
    differential = differentiate(understood.reading, service.compiled)
    return _Answer(service, understood, differential, question.seed).document()


@dataclass(frozen=True, slots=True)
class _Answer:
    service: Answering
    understood: Understood
    differential: Differential
    seed: int

    def document(self) -> Json:
        reading, compiled = self.understood.reading, self.service.compiled
        by_any, by_leader = unexplained(self.differential, reading, compiled)
        limits = scope(self.differential, reading, compiled, self.understood.outside)
        index = compiled.knowledge.index_finding
        return {
            "version": self.service.version,
            "assumed": [self._label(index)] if reading.index_assumed else [],
            "unmapped": list(self.understood.unmapped),
            "mapped": [self._mapped(each) for each in self.understood.mapped],
            "case": self._case(),
            "verdict": {
                "inside": limits.inside,
                "enough": limits.enough,
                "notes": [note(each) for each in limits.notes],
            },
            "unexplained": {"by_any": self._terms(by_any), "by_leader": self._terms(by_leader)},
            "diseases": self._diseases(),
            **self._next(),
            "draws": {"number": compiled.scale.constants.draws, "seed": self.seed},
            **hinges(self.service, self.differential),
            "disclaimer": DISCLAIMER,
        }

    def _mapped(self, mapped: Mapped) -> Json:
        term = {"id": curie(mapped.term), "label": self.service.terms.label(mapped.term)}
        return {"given": mapped.given, "predicate": curie(mapped.match), "term": term}

    def _diseases(self) -> list[Json]:
        firmness = self.service.firm.firmness(self.differential, self.seed)
        return [
            {**self._disease(each), "first": round(firm.first, 2), "top3": round(firm.top3, 2)}
            for each in self.differential.candidates
            for firm in (firmness[each.disease],)
        ]

    def _case(self) -> Json:
        case = self.understood.reading.case
        return {
            "present": self._terms(sorted(case.present)),
            "absent": self._terms(sorted(case.absent)),
            "not_assessed": self._terms(sorted(case.not_assessed)),
            "age": case.age,
            "sex": case.sex,
            "priors": self.service.compiled.knowledge.priors[case.priors].label if case.priors else None,
        }

    def _next(self) -> Json:
        compiled, terms = self.service.compiled, self.service.terms
        compatible = [each.disease for each in self.differential.candidates if each.status is Status.COMPATIBLE]
        found = self.service.firm.next(self.differential, self.understood.undone, self.seed)
        return {
            "next": looking.entries(found, compiled.knowledge, terms),
            "stop": looking.stop(found, compiled.knowledge),
            "caution": steroids.caution(compatible, compiled.knowledge, terms, self.service.citations, assertion),
        }

    def _disease(self, candidate: Candidate) -> Json:
        compiled, tally = self.service.compiled, candidate.tally
        costly = costliest(candidate)
        return {
            "id": curie(candidate.disease),
            "label": compiled.knowledge.diseases[candidate.disease].label,
            "status": candidate.status.value,
            "badges": [badge.value for badge in badges(candidate, self.understood.reading, compiled)],
            "score": tally.score,
            "behind": candidate.behind,
            "coverage": round(coverage(candidate, compiled), 2),
            "prior": self._prior(candidate),
            "demographics": list(self._demographics(candidate)),
            "findings": [self._reason(each) for each in reasons(candidate, compiled)],
            "costliest": self._term(costly.finding) if costly else None,
            "excluded_by": [self._assertion(each.statement) for each in tally.excluded_by],
            **self.service.care.of(candidate.disease),
            "subtypes": [self._disease(each) for each in candidate.subtypes],
        }

    def _prior(self, candidate: Candidate) -> Json | None:
        chosen, prior = self.understood.reading.case.priors, candidate.tally.prior
        if chosen is None or prior is None:
            return None
        return {
            "set": self.service.compiled.knowledge.priors[chosen].label,
            "share": prior.share,
            "assertions": [self._assertion(name) for name in prior.statements],
        }

    def _demographics(self, candidate: Candidate) -> Iterable[Json]:
        findings = self.service.compiled.knowledge.findings
        for each in candidate.tally.contributions:
            if findings[each.finding].demographic and each.weight:
                assertions = [self._assertion(name) for name in each.weight.statements]
                yield {"factor": "sex", "share": each.share, "assertions": assertions}
        if age := candidate.tally.age:
            assertions = [self._assertion(name) for name in age.statements]
            yield {"factor": "age", "share": age.share, "assertions": assertions}

    def _reason(self, reason: Reason) -> Json:
        return {
            **self._term(reason.finding),
            "polarity": reason.polarity.value,
            "verdict": reason.verdict.value,
            "share": reason.share,
            "by": self._terms(reason.by),
            "instead": self._term(reason.instead) if reason.instead else None,
            "conflicting": reason.conflicting,
            "assertions": [self._assertion(each) for each in reason.statements],
        }

    def _assertion(self, name: str) -> Json:
        return assertion(self.service.citations[name])

    def _terms(self, names: Iterable[str]) -> list[Json]:
        return [self._term(each) for each in names]

    def _term(self, name: str) -> Json:
        return {"id": curie(name), "label": self._label(name)}

    def _label(self, name: str) -> str:
        return self.service.compiled.knowledge.findings[name].label
