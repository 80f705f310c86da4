"""The patients that tests and ``miliary evaluate`` use are those of the ontology."""

from pathlib import Path

import yaml
from pyoxigraph import Literal, NamedNode

from miliary.knowledge.load import read
from miliary.vocabulary import iri, local_name

Patient = tuple[str | None, float, frozenset[str | None], frozenset[str | None]]


def in_the_ontology(repository: Path) -> dict[str, Patient]:
    triples = read(repository / "ontology" / "cases.ttl")

    def values(case: object, name: str) -> list[NamedNode | Literal]:
        predicate = NamedNode(iri(name))
        found = [each.object for each in triples if each.subject == case and each.predicate == predicate]
        return [each for each in found if isinstance(each, NamedNode | Literal)]

    cases = {each.subject for each in triples if each.object == NamedNode(iri("Case"))}
    return {
        str(local_name(case.value)): (
            local_name(values(case, "aboutDisease")[0].value),
            float(values(case, "age")[0].value),
            frozenset(local_name(each.value) for each in values(case, "presentFinding")),
            frozenset(local_name(each.value) for each in values(case, "absentFinding")),
        )
        for case in cases
        if isinstance(case, NamedNode)
    }


def in_the_tests(repository: Path) -> dict[str, Patient]:
    entries = yaml.safe_load((repository / "tests" / "cases" / "figure-patients.yaml").read_text(encoding="utf-8"))
    return {
        f"Case{each['id'].capitalize()}": (
            each["disease"],
            float(each["age"]),
            frozenset([*each["present"], *each["context"], each["sex"]]),
            frozenset(each["absent"]),
        )
        for each in entries
    }


def test_the_thirteen_patients_are_the_same_in_both_places(repository: Path) -> None:
    assert in_the_ontology(repository) == in_the_tests(repository)
    assert len(in_the_tests(repository)) == 13
