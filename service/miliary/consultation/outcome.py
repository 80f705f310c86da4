"""Why our own answer puts the true disease of a case where it does."""

from collections.abc import Iterable

from miliary.consultation.answer import Json
from miliary.consultation.mapping import MappedCase
from miliary.differential.compatibility import Candidate, Contribution, Differential
from miliary.differential.compiled import Compiled
from miliary.differential.weights import Polarity
from miliary.vocabulary import curie


def outcome(case: MappedCase, differential: Differential, compiled: Compiled) -> Json | None:
    """Where the true disease stands and what puts it there; None when the differential does not have it.

    ``leader`` is the first, ``level`` are those that stand level with the true disease, ``costliest`` is the finding
    that counts most against it, ``gap`` the finding by which the leader gains most on it, ``unexplained`` are the
    present findings on which it makes no statement.
    """
    if case.named is None or case.disease is None:
        return None
    candidates, diseases = differential.candidates, compiled.knowledge.diseases
    own = next(each for each in candidates if each.disease == case.disease)
    leader = candidates[0]
    level = [each for each in candidates if each is not own and _standing(each) == _standing(own)]
    return {
        "disease": {"id": curie(own.disease), "label": diseases[own.disease].label},
        "named": {"id": curie(case.named), "label": diseases[case.named].label},
        "status": own.status.value,
        "score": own.tally.score,
        "behind": own.behind,
        "leader": None if _standing(leader) == _standing(own) else _disease(leader, compiled),
        "level": [_disease(each, compiled) for each in level],
        "costliest": _costliest(own, compiled),
        "gap": _gap(own, leader, compiled),
        "unexplained": [_term(each.finding, compiled) for each in _unstated(own, compiled)],
    }


def _standing(candidate: Candidate) -> tuple[str, int]:
    return candidate.status.value, candidate.tally.score


def _disease(candidate: Candidate, compiled: Compiled) -> Json:
    label = compiled.knowledge.diseases[candidate.disease].label
    return {"id": curie(candidate.disease), "label": label, "score": candidate.tally.score}


def _term(finding: str, compiled: Compiled) -> Json:
    return {"id": curie(finding), "label": compiled.knowledge.findings[finding].label}


def _costliest(own: Candidate, compiled: Compiled) -> Json | None:
    against = [each for each in own.tally.contributions if each.share < 0]
    if not against:
        return None
    worst = min(against, key=lambda each: (each.share, each.finding))
    return {**_term(worst.finding, compiled), "polarity": worst.polarity.value, "share": worst.share}


def _gap(own: Candidate, leader: Candidate, compiled: Compiled) -> Json | None:
    """The finding whose share differs most in the leader's favour."""
    shares = {(each.finding, each.polarity): each.share for each in own.tally.contributions}
    gains = [(each.share - shares.get((each.finding, each.polarity), 0), each) for each in leader.tally.contributions]
    gain, most = max(gains, key=lambda pair: (pair[0], pair[1].finding), default=(0, None))
    if most is None or gain <= 0:
        return None
    share = shares.get((most.finding, most.polarity), 0)
    return {
        **_term(most.finding, compiled),
        "polarity": most.polarity.value,
        "share": share,
        "leader_share": most.share,
    }


def _unstated(own: Candidate, compiled: Compiled) -> Iterable[Contribution]:
    findings = compiled.knowledge.findings
    return (
        each
        for each in own.tally.contributions
        if each.weight is None and each.polarity is Polarity.PRESENT and not findings[each.finding].demographic
    )
