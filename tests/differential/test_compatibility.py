"""Scores, statuses and order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Candidate, Differential, Status, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.terms import Demographics, Role, Sex, Statement
from miliary.errors import ContradictoryCase
from tests.differential.small import compiled, said
from tests.differential.test_weights import DISEASES, WEIGHABLE, statements


def answer(index: Compiled, present: str = "", absent: str = "", **more: object) -> Differential:
    def names(text: str) -> frozenset[str]:
        return frozenset(each.strip() for each in text.split(",") if each.strip())

    case = Case(present=names(present), absent=names(absent), **more)  # type: ignore[arg-type]
    return differentiate(read(case, index.knowledge), index)


def of(differential: Differential, disease: str) -> Candidate:
    return next(each for each in differential.candidates if each.disease == disease)


def test_the_shares_add_up_to_the_score() -> None:
    young = Demographics("young", "Susac", age_from=20, age_to=40)
    index = compiled(said("Susac", "haemorrhage", "frequent"), said("Susac", "pons lesion"), demographics=[young])
    tally = of(answer(index, "haemorrhage, pons lesion", age=70), "Susac").tally
    assert tally.score == 6 + 4 - 2
    assert [each.share for each in tally.contributions] == [6, 4]


def test_findings_of_a_block_count_once_for_and_once_against() -> None:
    said_of_lyme = (
        said("Lyme", "haemorrhage", "frequent"),
        said("Lyme", "pons lesion"),
        said("Lyme", "erythema migrans", "rare"),
    )
    blocks = dict.fromkeys(("haemorrhage", "infratentorial lesion", "erythema migrans"), "one measurement")
    tally = of(
        answer(compiled(*said_of_lyme, blocks=blocks), "haemorrhage, pons lesion, erythema migrans"), "Lyme"
    ).tally
    shares = {each.finding: (each.share, each.instead) for each in tally.contributions}
    assert shares["haemorrhage"] == (6, None)
    assert shares["pons lesion"] == (0, "haemorrhage")
    assert shares["erythema migrans"][0] < 0


def test_thirteen_decibans_behind_the_leader_is_still_compatible() -> None:
    index = compiled(
        said("Lyme", "haemorrhage", "frequent"),
        said("Susac", "haemorrhage", "not expected"),
        said("CLIPPERS", "haemorrhage", "not reported"),
    )
    differential = answer(index, "haemorrhage")
    statuses = {each.disease: (each.behind, each.status) for each in differential.candidates}
    assert statuses == {
        "Lyme": (0, Status.COMPATIBLE),
        "CLIPPERS": (11, Status.COMPATIBLE),
        "Susac": (20, Status.LESS_LIKELY),
    }


def test_the_order_is_status_score_label() -> None:
    index = compiled(
        said("Susac", "haemorrhage", "very frequent"), said("CLIPPERS", "haemorrhage", role=Role.EXCLUDING)
    )
    ranked = answer(index, "haemorrhage").candidates
    assert [each.disease for each in ranked] == ["Susac", "Lyme", "CLIPPERS"]


def test_too_little_is_said_so() -> None:
    index = compiled(said("Lyme", "haemorrhage", "very frequent"), said("Lyme", "erythema migrans"))
    assert not answer(index, "haemorrhage").enough
    assert answer(index, "haemorrhage, erythema migrans").enough


def test_an_undisputed_criterion_excludes() -> None:
    index = compiled(said("Lyme", "pons lesion", role=Role.EXCLUDING), said("Susac", "haemorrhage", role=Role.OBLIGATE))
    assert of(answer(index, "pons lesion"), "Lyme").status is Status.EXCLUDED
    assert of(answer(index, absent="haemorrhage"), "Susac").status is Status.EXCLUDED
    assert of(answer(index, absent="pons lesion"), "Lyme").status is Status.COMPATIBLE


def test_a_criterion_reaches_through_the_hierarchy() -> None:
    index = compiled(said("Lyme", "infratentorial lesion", role=Role.EXCLUDING))
    assert of(answer(index, "pons lesion"), "Lyme").status is Status.EXCLUDED


def test_a_disputed_criterion_does_not_exclude() -> None:
    index = compiled(said("Lyme", "pons lesion", role=Role.EXCLUDING, disputed=True))
    candidate = of(answer(index, "pons lesion"), "Lyme")
    assert candidate.status is not Status.EXCLUDED
    assert [each.finding for each in candidate.tally.disputed] == ["pons lesion"]


def test_a_criterion_in_a_context_needs_that_context() -> None:
    index = compiled(said("Lyme", "pons lesion", role=Role.EXCLUDING, context="immunocompetent"))
    assert of(answer(index, "pons lesion, immunocompetent"), "Lyme").status is Status.EXCLUDED
    assert of(answer(index, "pons lesion"), "Lyme").status is not Status.EXCLUDED


def test_neither_a_minus_nor_demographics_ever_exclude() -> None:
    women = Demographics("women", "Lyme", about_sex=True, predominant=Sex.FEMALE)
    index = compiled(said("Lyme", "haemorrhage", "not expected"), demographics=[women])
    assert of(answer(index, "haemorrhage", sex=Sex.MALE), "Lyme").status is not Status.EXCLUDED


def test_an_excluded_disease_leads_nobody() -> None:
    index = compiled(said("Lyme", "haemorrhage", "very frequent"), said("Lyme", "pons lesion", role=Role.EXCLUDING))
    differential = answer(index, "haemorrhage, pons lesion")
    assert differential.best == max(each.tally.score for each in differential.candidates if each.disease != "Lyme")


def test_subtypes_nest_and_answer_from_their_own() -> None:
    index = compiled(said("late Lyme", "haemorrhage", "frequent"), subtypes={"late Lyme": "Lyme"})
    lyme = of(answer(index, "haemorrhage"), "Lyme")
    assert lyme.tally.score == 0
    assert [(each.disease, each.tally.score) for each in lyme.subtypes] == [("late Lyme", 9)]


findings_given = st.frozensets(st.sampled_from(WEIGHABLE), max_size=5)


@settings(max_examples=150)
@given(st.lists(statements, max_size=8, unique_by=lambda each: each.id), findings_given, findings_given, st.data())
def test_a_finding_that_a_disease_does_not_state_leaves_its_score_as_it_was(
    stated: list[Statement], present: frozenset[str], absent: frozenset[str], data: st.DataObject
) -> None:
    index = compiled(*stated)
    extra = data.draw(st.sampled_from(WEIGHABLE))
    try:
        before = differentiate(read(Case(present, absent), index.knowledge), index)
        after = differentiate(read(Case(present | {extra}, absent), index.knowledge), index)
    except ContradictoryCase:
        return
    related = {extra} | index.knowledge.findings[extra].ancestors | index.knowledge.findings[extra].descendants
    for disease in DISEASES:
        if not related & index.knowledge.stated_findings(disease):
            assert of(before, disease).tally.score == of(after, disease).tally.score


def test_what_rules_out_an_obligate_factor_excludes() -> None:
    index = compiled(said("Lyme", "immunocompromised", role=Role.OBLIGATE))
    assert of(answer(index, "immunocompetent"), "Lyme").status is Status.EXCLUDED
    assert of(answer(index, "HIV infection"), "Lyme").status is not Status.EXCLUDED
