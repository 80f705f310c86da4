"""What the benchmarks compare is right: tiny samples of the graphs that they build, and the same answer from SPARQL."""

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from miliary.differential.case import read
from miliary.differential.compiled import Compiled
from miliary.differential.scores import asked
from miliary.differential.weights import weigh
from miliary.index import compile_index, read_scale
from miliary.index.archive import reopen, save
from miliary.queries import Catalogue
from miliary.store import EmbeddedStore, Solutions
from miliary.vocabulary import iri
from tests.benchmarks.cases import draw_cases
from tests.benchmarks.hpo import graph, read_annotations, read_terms
from tests.benchmarks.sparql import question, weights_of
from tests.benchmarks.synthetic import Size, synthetic

# Made up, in the two formats; the names of the frequency terms are what the builder goes by.
ONTOLOGY = """format-version: 1.2

[Term]
id: X:1
name: All

[Term]
id: X:2
name: Seizure
is_a: X:1 ! All

[Term]
id: X:3
name: Focal seizure
is_a: X:2 ! Seizure

[Term]
id: X:8
name: Frequent

[Term]
id: X:9
name: Gone
is_obsolete: true

[Typedef]
id: part_of
name: part of
"""
ROWS = (
    ("D:1", "One", "", "X:3", "X:8"),
    ("D:1", "One", "", "X:2", "3/4"),
    ("D:2", "Two", "NOT", "X:3", ""),
    ("D:2", "Two", "", "X:9", ""),
    ("D:3", "Three", "", "X:3", "50%"),
)


@pytest.fixture
def scale(repository: Path) -> EmbeddedStore:
    store = EmbeddedStore.memory()
    likelihood = repository / "ontology" / "likelihood.ttl"
    store.add(quad.triple for quad in parse(path=likelihood, format=RdfFormat.TURTLE))
    return store


def test_the_annotations_become_our_statements(tmp_path: Path, repository: Path, scale: EmbeddedStore) -> None:
    (tmp_path / "hp.obo").write_text(ONTOLOGY, encoding="utf-8")
    lines = ["\t".join((*row[:4], "", "", "", row[4], "", "", "P", "")) for row in ROWS]
    (tmp_path / "rows").write_text("\n".join(("database_id\tname", *lines)) + "\n", encoding="utf-8")
    terms = read_terms(tmp_path / "hp.obo")
    scale.add(graph(terms, read_annotations(tmp_path / "rows", terms)))
    known = compile_index(scale, Catalogue(repository / "queries"), "tiny").knowledge
    assert sorted(known.top_diseases) == [iri("D-1"), iri("D-2"), iri("D-3")]
    assert known.findings[iri("X-3")].ancestors == {iri("X-1"), iri("X-2")}
    said = {(each.disease, each.finding): (each.occurrence, each.frequency) for each in known.statements}
    assert said[iri("D-1"), iri("X-3")] == (iri("Frequent"), None)
    assert said[iri("D-2"), iri("X-3")] == (iri("NotExpected"), None)
    counted, percentage = said[iri("D-1"), iri("X-2")][1], said[iri("D-3"), iri("X-3")][1]
    assert counted
    assert (counted.count, counted.out_of) == (3, 4)
    assert percentage
    assert percentage.percent == 50
    assert len(said) == 4


def test_sparql_adds_up_to_the_same_scores(tmp_path: Path, repository: Path, scale: EmbeddedStore) -> None:
    read_bands = read_scale(scale, Catalogue(repository / "queries"))
    knowledge = synthetic(Size(diseases=60, findings_each=8, findings=80), read_bands)
    compiled = Compiled("synthetic", knowledge, read_bands, weigh(knowledge, read_bands))
    save(compiled, tmp_path)
    again = reopen(tmp_path)
    cases = draw_cases(again, 5)
    assert cases == draw_cases(compiled, 5)
    readings = [read(case, knowledge) for case in cases]
    store = EmbeddedStore.memory()
    store.add(weights_of(readings, again))
    for reading in readings:
        totals = compiled.scorer.totals(reading)
        assert len(list(asked(reading, knowledge))) == 8
        rows = store.query(question(reading, compiled))
        assert isinstance(rows, Solutions)
        found = {row["disease"].value: int(row["score"].value) for row in rows.records()}  # type: ignore[union-attr]
        ours = {name: int(total) for name, total in zip(knowledge.diseases, totals, strict=True) if total}
        assert {name: score for name, score in found.items() if score} == ours
