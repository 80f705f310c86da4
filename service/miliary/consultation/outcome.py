"""Why our own answer puts the true disease of a case where it does."""

from collections.abc import Iterable

from miliary.consultation.answer import Json
from miliary.consultation.mapping import MappedCase
from miliary.differential.compatibility import Candidate, Contribution, Differential
from miliary.differential.compiled import Compiled
from miliary.differential.weights import Polarity
from miliary.vocabulary import curie

Shares = dict[tuple[str, Polarity], int]

_AGE = ("", Polarity.PRESENT)


def outcome(case: MappedCase, differential: Differential, compiled: Compiled) -> Json | None:
    """Where the true disease stands and what puts it there; None when the differential does not have it.

    ``leader`` is the first, ``level`` are those that stand level with the true disease, ``costliest`` is the finding
    (or the age) that counts most against it, ``gap`` the one by which the leader gains most on it; on the findings
    ``unexplained``, which are present, it makes no statement.
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


def _shares(candidate: Candidate) -> Shares:
    """The share of every finding and of the age (which is no finding: its name is empty)."""
    shares: Shares = {(each.finding, each.polarity): each.share for each in candidate.tally.contributions}
    return shares | {_AGE: candidate.tally.age.share if candidate.tally.age else 0}


def _costliest(own: Candidate, compiled: Compiled) -> Json | None:
    share, row = min((share, row) for row, share in _shares(own).items())
    return {**_row(row, compiled), "share": share} if share < 0 else None


def _gap(own: Candidate, leader: Candidate, compiled: Compiled) -> Json | None:
    """The finding, or the age, whose share differs most in the leader's favour."""
    shares, theirs = _shares(own), _shares(leader)
    gain, row = max((share - shares.get(row, 0), row) for row, share in theirs.items())
    return {**_row(row, compiled), "share": shares.get(row, 0), "leader_share": theirs[row]} if gain > 0 else None


def _row(row: tuple[str, Polarity], compiled: Compiled) -> Json:
    finding, polarity = row
    term = _term(finding, compiled) if finding else {"id": None, "label": "age"}
    return {**term, "polarity": polarity.value}


def _unstated(own: Candidate, compiled: Compiled) -> Iterable[Contribution]:
    findings = compiled.knowledge.findings
    return (
        each
        for each in own.tally.contributions
        if each.weight is None and each.polarity is Polarity.PRESENT and not findings[each.finding].demographic
    )
