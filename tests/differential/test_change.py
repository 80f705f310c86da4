"""What would change the leader: each change that is told is one, and no smaller one is missed."""

from dataclasses import replace

from hypothesis import given, settings

from miliary.differential.change import changes
from miliary.differential.compatibility import Differential, Status
from miliary.differential.compiled import Compiled
from miliary.differential.terms import Role, Statement
from miliary.differential.weights import weigh
from tests.differential.looking import RUNGS
from tests.differential.small import EAGER, SCALE, asked_of, compiled, said
from tests.differential.test_compatibility import findings_given
from tests.differential.test_draws import several
from tests.differential.test_tipping import BLOCKS


def leaders(differential: Differential) -> set[str]:
    alive = [each for each in differential.candidates if each.status is not Status.EXCLUDED]
    return {each.disease for each in alive if each.tally.score == differential.best}


def changed_by_one(index: Compiled, case: Differential) -> bool:
    """Whether any single finding changes the leader, by trying them all."""
    present, absent = case.reading.case.present, case.reading.case.absent
    first, known = case.candidates[0].disease, case.reading.holds | case.reading.fails
    trials = [
        asked_of(index, present | more, absent | less)
        for each in set(index.prospects.findings) - known
        for more, less in (({each}, set[str]()), (set[str](), {each}))
    ]
    return any(then and leaders(then) and first not in leaders(then) for then in trials)


@settings(max_examples=150)
@given(several, findings_given, findings_given)
def test_every_change_is_one_and_none_is_missed_for_two(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str]
) -> None:
    excluding = said("Lyme", "cerebellar lesion", None, role=Role.EXCLUDING)
    index = compiled(*stated, excluding, scale=EAGER, rungs=RUNGS, blocks=BLOCKS)
    case = asked_of(index, present, absent)
    if case is None or case.best is None:
        return
    found = changes(case, 1000)
    for each in found:
        then = asked_of(index, present | set(each.present), absent | set(each.absent))
        assert then is not None
        assert case.candidates[0].disease not in leaders(then)
        assert set(each.then.leaders) == leaders(then)
        assert each.then.compatible == sum(one.status is Status.COMPATIBLE for one in then.candidates)
    by_one = changed_by_one(index, case)
    assert {len(each.present) + len(each.absent) for each in found} <= ({1} if by_one else {2})
    assert bool(found) or not by_one
    assert [each.probability for each in found] == sorted((each.probability for each in found), reverse=True)


def test_two_are_told_where_one_does_not_do() -> None:
    words = ("haemorrhage", "erythema migrans", "meningeal enhancement", "pons lesion")
    index = compiled(
        *(said("Lyme", each, "very frequent") for each in words[:2]),
        *(said("Susac", each, "very frequent") for each in words[2:]),
        said("Susac", "haemorrhage", "not reported"),
        scale=EAGER,
        rungs=RUNGS,
    )
    case = asked_of(index, ["haemorrhage"])
    assert case is not None
    best = changes(case, 1000)[0]
    assert best.absent == ()
    assert len(best.present) == 2
    assert "meningeal enhancement" in best.present
    assert best.then.leaders == ("Susac",)


def test_a_criterion_that_would_exclude_the_leader_is_a_change() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "very frequent"),
        said("Lyme", "pons lesion", None, role=Role.EXCLUDING),
        scale=EAGER,
        rungs=RUNGS,
    )
    case = asked_of(index, ["haemorrhage"])
    assert case is not None
    assert ("pons lesion",) in [each.present for each in changes(case, 1000)]


def test_no_change_is_made_of_the_response_to_a_treatment() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "frequent"), said("Susac", "pons lesion", "very frequent"), scale=EAGER, rungs=RUNGS
    )
    case = asked_of(index, ["haemorrhage"])
    assert case is not None
    assert ("pons lesion",) in [each.present for each in changes(case, 1000)]
    responses = frozenset({"infratentorial lesion", "brainstem lesion", "pons lesion"})
    known = replace(index.knowledge, responses=responses)
    case = asked_of(Compiled("test", known, EAGER, weigh(known, EAGER)), ["haemorrhage"])
    assert case is not None
    assert [each for each in changes(case, 1000) if responses & {*each.present, *each.absent}] == []


def test_nothing_changes_while_there_is_too_little_to_tell() -> None:
    index = compiled(said("Lyme", "haemorrhage"), said("Susac", "pons lesion"), scale=SCALE, rungs=RUNGS)
    case = asked_of(index, ["haemorrhage"])
    assert case is not None
    assert changes(case, 1000) == ()
