"""The weights as triples: one row for each weight that counts, under a name of its own."""

from collections import Counter

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, RdfFormat, parse

from miliary.composition import Service
from miliary.differential.compiled import Compiled
from miliary.differential.terms import DiseaseTerm, FindingTerm, Knowledge, Statement
from miliary.differential.weights import Weight, weigh
from miliary.index import penalties
from miliary.store import EmbeddedStore
from miliary.vocabulary import RDF, XSD, iri
from tests.differential.small import SCALE
from tests.pieces import word
from tests.worlds import published, said

TYPE = NamedNode(RDF + "type")
Row = tuple[str, str, str, int, bool, frozenset[tuple[str, str]]]


def of_type(store: EmbeddedStore, kind: str) -> list[NamedNode]:
    quads = store.quads(None, TYPE, NamedNode(iri(kind)), DefaultGraph())
    return [quad.subject for quad in quads if isinstance(quad.subject, NamedNode)]


def values(store: EmbeddedStore, subject: NamedNode, name: str) -> list[str]:
    return sorted(word(quad.object) for quad in store.quads(subject, NamedNode(iri(name)), None, DefaultGraph()))


def row(store: EmbeddedStore, weight: NamedNode) -> Row:
    """Disease, finding, polarity, decibans, whether it depends on a context, and its conditions."""
    (disease,), (finding,), (polarity,) = (values(store, weight, n) for n in ("weightOf", "weightFor", "polarity"))
    (decibans,), (contextual,) = (values(store, weight, name) for name in ("decibans", "contextual"))
    conditions = (
        (name, each) for name in ("whenPresent", "whenDenied", "whenUnknown") for each in values(store, weight, name)
    )
    return disease, finding, polarity, int(decibans), contextual == "true", frozenset(conditions)


def rows(*statements: str) -> list[Row]:
    store, _ = published(*statements)
    return [row(store, each) for each in of_type(store, "Weight")]


# One of three diseases states the finding: background .30 · 2/5 = .12; .50 against it is +6, its absence −2.
def test_a_weight_is_a_row_with_its_disease_finding_polarity_and_decibans() -> None:
    found = rows(said("Susac-Fever-Table1", "mil:occurrence mil:Frequent"))
    assert sorted(found) == [
        ("Susac", "Fever", "Absent", -2, False, frozenset()),
        ("Susac", "Fever", "Present", 6, False, frozenset()),
    ]


def test_a_weight_of_nothing_has_no_row() -> None:
    found = rows(said("Susac-Fever-Table1", "mil:occurrence mil:Rare"))
    assert [each for each in found if each[3] == 0] == []
    assert {each[2] for each in found} == {"Present"}


def test_subtypes_and_broader_findings_have_rows_of_their_own() -> None:
    found = rows(said("Lyme-PonsLesion-Table1", "mil:occurrence mil:Frequent"))
    assert {each[:2] for each in found} >= {
        ("Lyme", "PonsLesion"),
        ("Lyme", "BrainstemLesion"),
        ("Lyme", "Lesion"),
        ("LateLyme", "PonsLesion"),
    }
    assert "MiliaryEnhancement" not in {each[1] for each in found}


def test_a_weight_that_depends_on_a_context_has_a_row_for_each_state_that_differs() -> None:
    found = rows(
        said("Susac-Fever-Table1", "mil:occurrence mil:Rare ; mil:context mil:Immunocompromised"),
        said("Susac-Fever-Table2", "mil:occurrence mil:Frequent"),
    )
    present = {conditions: decibans for _, _, polarity, decibans, _, conditions in found if polarity == "Present"}
    assert all(contextual for *_, contextual, _ in found)
    assert present.keys() == {
        frozenset({("whenPresent", "Immunocompromised")}),
        frozenset({("whenDenied", "Immunocompromised")}),
        frozenset({("whenUnknown", "Immunocompromised")}),
    }
    when = {name: decibans for conditions, decibans in present.items() for name, _ in conditions}
    assert when["whenPresent"] < when["whenUnknown"] < when["whenDenied"]


def test_no_two_weights_share_a_name() -> None:
    store, compiled = published(
        said("Susac-Fever-Table1", "mil:occurrence mil:Rare ; mil:context mil:Immunocompromised"),
        said("Susac-Fever-Table2", "mil:occurrence mil:Frequent"),
        said("Lyme-Fever-Table1", "mil:occurrence mil:Reported"),
    )
    assert len(of_type(store, "Weight")) == sum(weight.decibans != 0 for weight in compiled.weights.weights)
    assert {word(each) for each in of_type(store, "Weight")} >= {
        "Susac-Fever-present-weight",
        "Susac-Fever-present-weight-2",
    }


def test_every_weight_of_the_knowledge_is_a_row_and_nothing_else_is(published: Service) -> None:
    def plain(each: Weight) -> Row:
        """The row of a weight, from its object."""
        names = (word(NamedNode(name)) for name in (each.disease, each.finding))
        conditions = ((f"when{state.title()}", word(NamedNode(name))) for name, state in each.when)
        return (*names, each.polarity.title(), each.decibans, bool(each.when), frozenset(conditions))  # type: ignore[return-value]

    assert isinstance(published.store, EmbeddedStore)
    index = published.compiled
    written = EmbeddedStore.memory()
    written.extend(parse(b"".join(penalties(index)), format=RdfFormat.TURTLE))
    expected = Counter(plain(each) for each in index.weights.weights if each.decibans)
    assert Counter(row(written, each) for each in of_type(written, "Weight")) == expected
    for graph in (DefaultGraph(), NamedNode(iri("graph/computed"))):
        there = {quad.triple for quad in published.store.quads(graph=graph)}
        assert {quad.triple for quad in written.quads()} <= there


def test_names_are_written_so_that_they_are_read_back_and_what_is_no_name_is_refused() -> None:
    def named(finding: str) -> Compiled:
        terms = {name: FindingTerm(name, name, "finding", name) for name in (finding, iri("index"))}
        disease = iri("Ménière%20#disease")
        knowledge = Knowledge(
            findings=terms,
            diseases={disease: DiseaseTerm(disease, "Ménière")},
            groups={},
            statements=[Statement("1", disease, finding, "frequent")],
            demographics=(),
            index_finding=iri("index"),
            sexes={},
        )
        return Compiled("made up", knowledge, SCALE, weigh(knowledge, SCALE))

    store = EmbeddedStore.memory()
    store.extend(parse(b"".join(penalties(named(iri("o'clock,(𝔘)")))), format=RdfFormat.TURTLE))
    assert {each[:2] for each in (row(store, each) for each in of_type(store, "Weight"))} == {
        (iri("Ménière%20#disease"), iri("o'clock,(𝔘)"))
    }
    assert iri("Ménière%20#disease-o'clock,(𝔘)-present-weight") in {each.value for each in of_type(store, "Weight")}
    for broken in (*map(iri, ("two words", "a>b", "a#b", 'a"b', "a\nb")), "https://example.org/two words"):
        with pytest.raises(ValueError, match="IRI"):
            list(penalties(named(broken)))


def test_the_less_affected_sex_is_a_row() -> None:
    found = rows(said("Susac-FemaleSex-Table1", "mil:occurrence mil:Predominant"))
    assert found == [("Susac", "MaleSex", "Present", -1, False, frozenset())]


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("mil:ageFrom 2.0 ; mil:ageTo 15.5", ["2"], ["15.5"]),
        ("mil:ageFrom 50.0", ["50"], []),
        ("mil:ageFrom 0.0 ; mil:ageTo 2.0", ["0"], ["2"]),
        ("mil:ageTo 30.0", [], ["30"]),
    ],
)
def test_a_range_of_ages_is_a_window_of_its_disease(words: str, start: list[str], end: list[str]) -> None:
    store, _ = published(said("Susac-Age-Table1", words))
    (window,) = of_type(store, "AgeWindow")
    assert values(store, NamedNode(iri("Susac")), "ageWindow") == [word(window)]
    assert (values(store, window, "ageFrom"), values(store, window, "ageTo")) == (start, end)
    ends = [quad.object for quad in store.quads(window, None, None, DefaultGraph()) if isinstance(quad.object, Literal)]
    assert {each.datatype.value for each in ends} == {XSD + "decimal"}


def test_a_disease_with_two_peaks_has_two_windows() -> None:
    store, _ = published(
        said("Susac-Age-Table1", "mil:ageFrom 2.0 ; mil:ageTo 15.0"),
        said("Susac-Age-Table1-2", "mil:ageFrom 30.0 ; mil:ageTo 55.0"),
    )
    assert len(values(store, NamedNode(iri("Susac")), "ageWindow")) == 2


def test_a_disease_of_all_ages_has_no_window() -> None:
    store, _ = published(said("Susac-Age-Table1", "mil:ageTo 15.0"), said("Susac-Age-Table2", "mil:allAges true"))
    assert of_type(store, "AgeWindow") == []
