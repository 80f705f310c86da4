"""The arrays say what the objects say: same weights, same scores, same statuses."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.case import Case, Reading, read
from miliary.differential.columns import Columns, decibans_of
from miliary.differential.compatibility import Status, differentiate, tally
from miliary.differential.compiled import Compiled
from miliary.differential.terms import Demographics, Frequency, Role, Sex, Statement
from miliary.differential.weights import Polarity, decibans
from miliary.errors import ContradictoryCase
from tests.differential.small import HIERARCHY, KINDS, SCALE, compiled, said
from tests.differential.test_weights import DISEASES

SUBTYPES = {"late Lyme": "Lyme", "early Lyme": "Lyme"}
BLOCKS = dict.fromkeys(("haemorrhage", "infratentorial lesion", "erythema migrans"), "one measurement")
SAYING = (*DISEASES, *SUBTYPES)
SAYABLE = sorted(HIERARCHY.keys() - {"female", "male"})
FACTORS = st.sampled_from((None, *sorted(KINDS)))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    more: dict[str, object] = {}
    if context := draw(FACTORS):
        more["context"] = context
    if role := draw(st.sampled_from((None, None, None, *Role))):
        more |= {"role": role, "disputed": draw(st.booleans())}
    if draw(st.integers(0, 4)) == 0:
        more["frequency"] = Frequency(count=draw(st.integers(0, 5)), out_of=5)
    word = draw(st.sampled_from((None, *sorted(SCALE.occurrences))))
    name = f"statement {draw(st.integers(0, 10**6))}"
    return said(draw(st.sampled_from(SAYING)), draw(st.sampled_from(SAYABLE)), word, id=name, **more)


demographics = st.builds(
    Demographics,
    id=st.uuids().map(str),
    disease=st.sampled_from(SAYING),
    about_sex=st.booleans(),
    predominant=st.sampled_from((None, *Sex)),
    age_from=st.sampled_from((None, 10, 30)),
    age_to=st.sampled_from((None, 40, 60)),
    contexts=FACTORS.map(lambda each: frozenset({each} if each else ())),
)
some = st.frozensets(st.sampled_from(SAYABLE), max_size=5)
cases = st.builds(
    Case, some, some, age=st.sampled_from((None, 5, 35, 70)), sex=st.sampled_from((None, Sex.FEMALE, Sex.MALE))
)


def published(index: Compiled, disease: str, finding: str, polarity: Polarity, reading: Reading) -> int:
    """The one weight of the published ones that holds in this case."""
    worth = [
        each.decibans
        for each in index.weights.weights
        if (each.disease, each.finding, each.polarity) == (disease, finding, polarity) and reading.meets(each.when)
    ]
    assert len(worth) <= 1
    return worth[0] if worth else 0


@settings(max_examples=250)
@given(st.lists(statements(), max_size=12, unique_by=lambda each: each.id), st.lists(demographics, max_size=3), cases)
def test_the_columns_score_as_the_objects_do(stated: list[Statement], people: list[Demographics], case: Case) -> None:
    index = compiled(*stated, subtypes=SUBTYPES, demographics=people, blocks=BLOCKS)
    try:
        reading = read(case, index.knowledge)
    except ContradictoryCase:
        return
    found = differentiate(reading, index)
    tallies = [tally(disease, reading, index) for disease in index.knowledge.diseases]
    assert found.scores.tolist() == [each.score for each in tallies]
    assert found.excluded.tolist() == [bool(each.excluded_by) for each in tallies]
    shown = [each for top in found.candidates for each in (top, *top.subtypes)]
    rows = index.columns.row
    assert sorted(each.disease for each in shown) == sorted(rows)
    assert [list(Status).index(each.status) for each in shown] == [found.statuses[rows[each.disease]] for each in shown]
    assert found.first(2) == found.candidates[:2]


@settings(max_examples=150)
@given(st.lists(statements(), max_size=10, unique_by=lambda each: each.id), cases, st.sampled_from(sorted(HIERARCHY)))
def test_a_column_holds_the_weights_that_are_published(stated: list[Statement], case: Case, finding: str) -> None:
    index = compiled(*stated, subtypes=SUBTYPES, demographics=[Demographics("w", "Lyme", True, Sex.FEMALE)])
    try:
        reading = read(case, index.knowledge)
    except ContradictoryCase:
        return
    for polarity in Polarity:
        column = index.columns.column(finding, polarity, reading).dense(index.columns.size)
        expected = [published(index, each, finding, polarity, reading) for each in index.knowledge.diseases]
        assert column.tolist() == expected
    if not index.knowledge.findings[finding].demographic:
        named = {each.disease for each in index.weights.weights if each.finding == finding}
        stating = index.columns.is_stated(finding)
        assert {each for each, row in index.columns.row.items() if stating[row]} == named


@given(st.lists(st.floats(1e-4, 0.9999), min_size=1), st.floats(1e-6, 0.5))
def test_many_weights_are_rounded_as_one_is(shares: list[float], background: float) -> None:
    assert decibans_of(np.array(shares), background).tolist() == [decibans(each, background) for each in shares]


def test_a_weight_at_the_edge_of_two_integers_is_rounded_as_one_is() -> None:
    edges = [0.1 * 10 ** ((whole + 0.5) / 10) for whole in range(-20, 9)]
    near = [float(np.nextafter(edge, side)) for edge in edges for side in (0, 1)]
    assert decibans_of(np.array([*edges, *near]), 0.1).tolist() == [decibans(each, 0.1) for each in [*edges, *near]]


def test_a_column_is_derived_once_and_forgotten_when_room_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    index = compiled(said("Lyme", "haemorrhage"), said("Lyme", "pons lesion"))
    reading = read(Case(), index.knowledge)
    first = index.columns.column("haemorrhage", Polarity.PRESENT, reading)
    assert index.columns.column("haemorrhage", Polarity.PRESENT, reading) is first
    monkeypatch.setattr("miliary.differential.columns.REMEMBERED_BYTES", 0)
    small = Columns(index.columns.stated, index.weights)
    first = small.column("haemorrhage", Polarity.PRESENT, reading)
    small.column("pons lesion", Polarity.PRESENT, reading)
    again = small.column("haemorrhage", Polarity.PRESENT, reading)
    assert again is not first
    assert again.dense(3).tolist() == first.dense(3).tolist()
