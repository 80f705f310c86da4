"""What would tell two diseases apart."""

from miliary.differential.case import Case, read
from miliary.differential.separation import difference, separations
from miliary.vocabulary import iri
from tests.worlds import published, said

CLIPPERS, SUSAC = iri("Clippers"), iri("Susac")
STATEMENTS = (
    said("Clippers-PonsLesion-Table", "mil:occurrence mil:Frequent"),
    said("Susac-PonsLesion-Table", "mil:occurrence mil:NotExpected"),
    said("Susac-Headache-Table", "mil:occurrence mil:Frequent"),
    said("Clippers-Fever-Table", "mil:occurrence mil:Frequent"),
    said("Susac-Fever-Table", "mil:occurrence mil:Frequent"),
)


def told_apart(case: Case = Case(), *more: str) -> dict[str, tuple[int, int]]:  # noqa: B008  # an empty case is frozen
    _, compiled = published(*STATEMENTS, *more)
    found = separations(CLIPPERS, SUSAC, read(case, compiled.knowledge), compiled)
    return {each.finding: (difference(each.present), difference(each.absent)) for each in found}


def test_what_tells_most_comes_first_and_what_both_state_alike_not_at_all() -> None:
    found = told_apart()
    assert list(found) == [iri("PonsLesion"), iri("Headache")]
    assert found[iri("PonsLesion")][0] > 0 > found[iri("PonsLesion")][1]
    assert found[iri("Headache")][0] < 0 < found[iri("Headache")][1]


def test_the_other_way_round_every_difference_has_the_other_sign() -> None:
    _, compiled = published(*STATEMENTS)
    reading = read(Case(), compiled.knowledge)
    there = separations(CLIPPERS, SUSAC, reading, compiled)
    back = separations(SUSAC, CLIPPERS, reading, compiled)
    assert [difference(each.present) for each in there] == [-difference(each.present) for each in back]


def test_what_the_case_knows_is_not_asked_again() -> None:
    assert iri("PonsLesion") not in told_apart(Case(absent=frozenset({iri("BrainstemLesion")})))
    assert iri("Headache") not in told_apart(Case(present=frozenset({iri("Headache")})))


def test_of_a_block_only_what_tells_most_is_named() -> None:
    more = said("Clippers-BrainstemLesion-Section", "mil:occurrence mil:Rare")
    assert [each for each in told_apart(Case(), more) if "stem" in each or "Pons" in each] == [iri("PonsLesion")]
