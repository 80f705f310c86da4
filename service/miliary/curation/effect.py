"""What a change would do: the disagreements it brings, and the stored patients whose differential it moves.

The index is compiled twice in memory, from the graph as it is (kept for the next change) and as it would be. What a
differential is, and how a case is read, stays with the rooms that know: this one compares their answers.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from miliary.consultation.standings import Standing, StoredCase, standings
from miliary.curation.change import Change
from miliary.curation.graph import Graph, Graphs
from miliary.index import compile_index
from miliary.index.citations import Citation, read_citations
from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.vocabulary import curie

Standings = Mapping[str, Mapping[str, Standing]]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two statements on the same finding of the same disease that say different things.

    :param statement: the CURIE of the one that the change adds or alters
    :param other: the CURIE of the one that it disagrees with
    :param words: what each says: its number, or else how often, as a reader would put it
    :param linked: whether a conflict between them is stated, so that a reader is told why
    """

    statement: str
    other: str
    words: tuple[str, str]
    linked: bool


@dataclass(frozen=True, slots=True)
class Move:
    """What a disease is in the differential of one stored case, before and after; None where it is in none."""

    case: str
    label: str
    disease: str
    before: Standing | None
    after: Standing | None


@dataclass(frozen=True, slots=True)
class Effect:
    """All that a change would do beyond its own lines.

    :param cases: how many stored cases were looked at
    :param moves: the diseases whose status or place changes, by case and place
    :param shifts: how many more change their score and nothing else
    """

    disagreements: tuple[Disagreement, ...]
    cases: int
    moves: tuple[Move, ...]
    shifts: int


class Effects:
    """Says what changes to the knowledge in one folder would do."""

    def __init__(self, graphs: Graphs) -> None:
        self._graphs = graphs
        self._before: tuple[object, Standings] | None = None

    def of(self, change: Change) -> Effect:
        """Say what ``change`` would do; it should be acceptable, and fit the files as they are.

        :raises BrokenTurtle: a line of the change is not Turtle
        """
        graph = self._graphs.current()
        catalogue = Catalogue(graph.workspace.folder / "queries")
        before = self._standings(graph, catalogue)
        with graph.changed(change):
            after, cases = _read(graph.store, catalogue)
            citations = read_citations(graph.store, catalogue)
        differing = list(_moves(cases, before, after))
        moves = tuple(each for each in differing if _place(each.before) != _place(each.after))
        return Effect(
            tuple(_disagreements(citations, change.subject_iris)), len(cases), moves, len(differing) - len(moves)
        )

    def _standings(self, graph: Graph, catalogue: Catalogue) -> Standings:
        contents = graph.workspace.contents
        if self._before is None or self._before[0] is not contents:
            with graph.unchanged() as store:
                self._before = contents, _read(store, catalogue)[0]
        return self._before[1]


def _read(store: Store, catalogue: Catalogue) -> tuple[Standings, Mapping[str, StoredCase]]:
    cases = {each.id: each for each in _cases(store, catalogue)}
    return standings(cases.values(), compile_index(store, catalogue, "")), cases


def _cases(store: Store, catalogue: Catalogue) -> Iterable[StoredCase]:
    found: dict[str, StoredCase] = {}
    for row in records(store, catalogue, "curation/cases"):
        name = row["case"]
        age = float(row["age"]) if "age" in row else None
        known = found.get(name) or StoredCase(name, row["label"], frozenset(), frozenset(), age)
        present, absent = (frozenset({row["finding"]} if row["observed"] == said else ()) for said in ("true", "false"))
        found[name] = StoredCase(name, known.label, known.present | present, known.absent | absent, known.age)
    return found.values()


def _moves(cases: Mapping[str, StoredCase], before: Standings, after: Standings) -> Iterable[Move]:
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name, {}), after.get(name, {})
        for disease in sorted(old.keys() | new.keys(), key=lambda each: _order(new.get(each) or old.get(each), each)):
            if old.get(disease) != new.get(disease):
                label = cases[name].label if name in cases else curie(name)
                yield Move(curie(name), label, curie(disease), old.get(disease), new.get(disease))


def _order(standing: Standing | None, disease: str) -> tuple[int, str]:
    return (standing.place if standing else 0, disease)


def _place(standing: Standing | None) -> tuple[str, int] | None:
    return (standing.status, standing.place) if standing else None


def _disagreements(citations: Mapping[str, Citation], changed: Iterable[str]) -> Iterable[Disagreement]:
    for name in sorted(set(changed) & citations.keys()):
        one = citations[name]
        for other in sorted(citations.values(), key=lambda each: each.id):
            alike = (one.disease, one.subject) == (other.disease, other.subject)
            if alike and other.id != name and (said := (_words(one), _words(other)))[0] != said[1] and all(said):
                linked = any(other.id == each.other for each in one.conflicts)
                yield Disagreement(curie(name), curie(other.id), said, linked)


def _words(citation: Citation) -> str:
    return citation.frequency or citation.occurrence or ""
