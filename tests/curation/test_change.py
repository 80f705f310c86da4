"""A change: what is added and what is taken away, line by line."""

from pyoxigraph import Triple

from miliary.curation.change import Change, Line, lines_of, triples_of
from tests.pieces import triples

BEFORE = 'mil:Pons a owl:Class ; rdfs:label "pons"@en .'
SITE = "[ a owl:Restriction ; owl:onProperty mil:hasSite ; owl:someValuesFrom mil:Pons ]"
LOCATED = f"mil:PonsLesion owl:equivalentClass {SITE} ."


def change(before: str, after: str) -> Change:
    return Change.of("1", triples(before), triples(after))


def test_a_change_holds_what_differs_and_nothing_else() -> None:
    found = change(BEFORE, 'mil:Pons a owl:Class ; rdfs:label "Pons"@en .')
    assert found.additions == {Line("mil:Pons", "rdfs:label", '"Pons"@en')}
    assert found.deletions == {Line("mil:Pons", "rdfs:label", '"pons"@en')}
    assert found.subjects == {"mil:Pons"}


def test_an_expression_is_one_line_and_comes_back_as_it_was() -> None:
    (line,) = lines_of(triples(LOCATED))
    assert line.value.startswith("[")
    assert lines_of(triples_of([line])) == {line}


def test_an_expression_that_is_written_anew_is_no_change() -> None:
    assert change(LOCATED, LOCATED).additions == frozenset()


def test_the_inverse_takes_a_change_back() -> None:
    found = change(BEFORE, LOCATED)
    after = (lines_of(triples(BEFORE)) - found.deletions) | found.additions
    assert (after - found.inverse.deletions) | found.inverse.additions == lines_of(triples(BEFORE))


def test_a_change_comes_back_from_json() -> None:
    found = change(BEFORE, LOCATED)
    assert Change.from_json(found.to_json()) == found


def test_the_knowledge_comes_back_from_its_lines(stated: tuple[Triple, ...]) -> None:
    assert lines_of(triples_of(lines_of(stated))) == lines_of(stated)
