"""Why: the verdict on each finding, badges, coverage, scope. Made from the same objects as the score."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from miliary.differential.case import Reading
from miliary.differential.compatibility import Candidate, Contribution, Differential, Status
from miliary.differential.compiled import Compiled
from miliary.differential.likelihood import Constants
from miliary.differential.profile import Basis
from miliary.differential.terms import Role, Statement
from miliary.differential.weights import Polarity


class Verdict(StrEnum):
    """What a finding of the case means for a disease."""

    TYPICAL = "typical"
    EXPLAINED = "explained"
    ATYPICAL = "atypical"
    EXPECTED_ABSENCE = "expected absence"
    TOLERATED = "tolerated"
    ATYPICAL_ABSENCE = "atypical absence"
    CONTRADICTS = "contradicts"
    UNSTATED = "unstated"


class Badge(StrEnum):
    """What the answer shows beside a disease; badges carry no weight."""

    SUPPORTED = "supported"
    PATHOGNOMONIC = "pathognomonic"
    SUGGESTIVE = "suggestive"
    DISPUTED = "atypical (disputed)"


@dataclass(frozen=True, slots=True)
class Reason:
    """One finding's part in one disease's answer.

    ``by`` is the way through the hierarchy from the finding to the one that was stated (empty when it is the same);
    ``statements`` are the assertions to show, ``conflicting`` says that they disagree among themselves.
    """

    finding: str
    polarity: Polarity
    verdict: Verdict
    share: int
    by: tuple[str, ...]
    statements: tuple[str, ...]
    conflicting: bool
    instead: str | None


def reasons(candidate: Candidate, compiled: Compiled) -> tuple[Reason, ...]:
    """One reason for each finding of the case that counts, the largest shares first."""
    findings = compiled.knowledge.findings
    counted = (each for each in candidate.tally.contributions if not findings[each.finding].demographic)
    found = (_reason(each, candidate, compiled) for each in counted)
    return tuple(sorted(found, key=lambda each: (-abs(each.share), -each.share, each.polarity, each.finding)))


def badges(candidate: Candidate, reading: Reading, compiled: Compiled) -> tuple[Badge, ...]:
    """Supported (some finding from +5), pathognomonic or suggestive by the source's word, disputed criterion."""
    shown = set()
    if any(each.share >= compiled.scale.constants.supported_at for each in candidate.tally.contributions):
        shown.add(Badge.SUPPORTED)
    shown_findings = reading.holds - compiled.knowledge.given
    stated = (compiled.knowledge.by_disease.get(name, {}) for name in compiled.knowledge.lineage(candidate.disease))
    roles = {each.role for own in stated for finding in shown_findings & own.keys() for each in own[finding]}
    shown |= {badge for role, badge in _ROLE_BADGES.items() if role in roles}
    if candidate.tally.disputed:
        shown.add(Badge.DISPUTED)
    return tuple(badge for badge in Badge if badge in shown)


_ROLE_BADGES = {Role.PATHOGNOMONIC: Badge.PATHOGNOMONIC, Role.SUGGESTIVE: Badge.SUGGESTIVE}


def coverage(candidate: Candidate, compiled: Compiled) -> float:
    """The share of the counted findings on which the disease makes a statement, from 0 to 1; 0 when none were given."""
    findings = compiled.knowledge.findings
    contributions = [each for each in candidate.tally.contributions if not findings[each.finding].demographic]
    told = compiled.knowledge.stated_findings(candidate.disease)
    stated = sum(each.weight is not None or each.finding in told for each in contributions)
    return stated / len(contributions) if contributions else 0.0


def costliest(candidate: Candidate) -> Contribution | None:
    """The finding that cost a less likely disease most; None for others, or when nothing counts against it."""
    if candidate.status is not Status.LESS_LIKELY:
        return None
    against = [each for each in candidate.tally.contributions if each.share < 0]
    return min(against, key=lambda each: (each.share, each.finding), default=None)


def unexplained(
    differential: Differential, reading: Reading, compiled: Compiled
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The present findings that no disease states, and those that the leader does not state."""
    counted = [each for each in reading.present if each not in compiled.knowledge.given]
    counted = [each for each in counted if not compiled.knowledge.findings[each].demographic]
    columns = compiled.columns
    told = compiled.knowledge.statements_on
    tops = compiled.knowledge.top_diseases
    by_any = tuple(
        each
        for each in counted
        if not columns.is_stated(each)[columns.top_rows].any() and not any(told(disease, each) for disease in tops)
    )
    leader = differential.first(1)[0].disease
    return by_any, tuple(each for each in counted if not compiled.states(leader, each) and not told(leader, each))


def _reason(contribution: Contribution, candidate: Candidate, compiled: Compiled) -> Reason:
    weight = contribution.weight
    told = weight is None and contribution.finding in compiled.knowledge.stated_findings(candidate.disease)
    unweighed = compiled.knowledge.statements_on(candidate.disease, contribution.finding) if told else []
    verdict = _verdict(contribution, candidate, compiled.scale.constants)
    return Reason(
        finding=contribution.finding,
        polarity=contribution.polarity,
        verdict=_told(contribution.polarity, unweighed) if unweighed and verdict is Verdict.UNSTATED else verdict,
        share=contribution.share,
        by=_way(contribution, compiled),
        statements=(*_with_criteria(contribution, candidate), *(each.id for each in unweighed)),
        conflicting=weight.conflicting if weight else False,
        instead=contribution.instead,
    )


def _with_criteria(contribution: Contribution, candidate: Candidate) -> tuple[str, ...]:
    stated = contribution.weight.statements if contribution.weight else ()
    tally = candidate.tally
    criteria = (each for each in (*tally.excluded_by, *tally.disputed) if each.finding == contribution.finding)
    return tuple(dict.fromkeys((*stated, *(each.statement for each in criteria))))


def _told(polarity: Polarity, statements: Sequence[Statement]) -> Verdict:
    """The verdict where the source speaks of the finding without saying how often: shown, without weight."""
    if polarity is Polarity.ABSENT:
        return Verdict.TOLERATED
    return Verdict.ATYPICAL if any(each.role is Role.AGAINST for each in statements) else Verdict.EXPLAINED


def _verdict(contribution: Contribution, candidate: Candidate, constants: Constants) -> Verdict:
    weight = contribution.weight
    if any(each.finding == contribution.finding for each in candidate.tally.excluded_by):
        return Verdict.CONTRADICTS
    if weight is None:
        return Verdict.UNSTATED
    if weight.interval is None:
        return Verdict.EXPLAINED
    judged = _present_verdict if contribution.polarity is Polarity.PRESENT else _absent_verdict
    return judged(weight.interval.point, constants)


def _present_verdict(point: float, constants: Constants) -> Verdict:
    if point <= constants.not_passed_up:
        return Verdict.ATYPICAL
    return Verdict.TYPICAL if point >= constants.typical_from else Verdict.EXPLAINED


def _absent_verdict(point: float, constants: Constants) -> Verdict:
    if point <= constants.not_passed_up:
        return Verdict.EXPECTED_ABSENCE
    return Verdict.ATYPICAL_ABSENCE if point >= constants.tolerable_below else Verdict.TOLERATED


def _way(contribution: Contribution, compiled: Compiled) -> tuple[str, ...]:
    """The finding, what lies between, and the finding that was stated; empty when they are one."""
    weight = contribution.weight
    if weight is None or weight.basis is Basis.OWN:
        return ()
    terms = compiled.knowledge.findings
    low, high = (weight.stated, contribution.finding)
    if weight.basis is not Basis.CHILD:
        low, high = high, low
    between = terms[low].ancestors & terms[high].descendants
    line = sorted(between, key=lambda each: (len(terms[each].ancestors), each), reverse=True)
    way = (low, *line, high)
    return way if weight.basis is not Basis.CHILD else tuple(reversed(way))
