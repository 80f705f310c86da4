"""The board adds up what the differential explains."""

from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.board import board, unknown_findings, with_finding
from miliary.differential.case import Case, read
from miliary.differential.compatibility import differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.terms import Statement
from miliary.differential.weights import Polarity
from miliary.errors import ContradictoryCase
from tests.differential.small import compiled, said
from tests.differential.test_compatibility import findings_given
from tests.differential.test_weights import WEIGHABLE, statements

BLOCKS = dict.fromkeys(("haemorrhage", "infratentorial lesion"), "one measurement")


def explained(case: Case, index: Compiled) -> dict[str, int]:
    candidates = differentiate(read(case, index.knowledge), index).candidates
    return {each.disease: each.tally.score for each in candidates}


@settings(max_examples=200)
@given(
    st.lists(statements, max_size=10, unique_by=lambda each: each.id),
    findings_given,
    findings_given,
    st.sampled_from(WEIGHABLE),
    st.sampled_from(Polarity),
)
def test_one_more_finding_gives_the_totals_of_the_case_that_has_it(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str], extra: str, polarity: Polarity
) -> None:
    index = compiled(*stated, said("Lyme", "haemorrhage", "rare", context="HIV infection"), blocks=BLOCKS)
    case = Case(present, absent)
    try:
        before = board(read(case, index.knowledge), index)
    except ContradictoryCase:
        return
    assert dict(zip(before.diseases, before.totals, strict=True)) == explained(case, index)
    after = before.after(extra, polarity)
    try:
        expected = explained(with_finding(case, extra, polarity), index)
    except ContradictoryCase:
        assert after is None
        return
    assert after is not None
    assert dict(zip(before.diseases, after, strict=True)) == expected


def test_what_is_settled_is_not_unknown() -> None:
    index = compiled(said("Lyme", "haemorrhage"))
    case = Case(frozenset({"pons lesion"}), frozenset({"haemorrhage"}), frozenset({"erythema migrans"}))
    unknown = set(unknown_findings(read(case, index.knowledge), index))
    assert "cerebellar lesion" in unknown
    assert not unknown & {"pons lesion", "infratentorial lesion", "haemorrhage", "erythema migrans", "dots", "female"}
