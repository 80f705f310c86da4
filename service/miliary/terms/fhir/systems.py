"""The vocabularies by the names that FHIR has for them; the names are data, in ``systems.tsv`` beside this module."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from miliary.vocabulary import EXTERNAL_PREFIXES


@dataclass(frozen=True, slots=True)
class System:
    """A vocabulary as FHIR names it.

    :param uri: what a Coding gives as ``system``
    :param before: what its codes begin with in FHIR, beyond the local name of the IRI
    :param also: other addresses that stand for it
    :param values: the value set of the whole vocabulary; empty where none is defined
    :param namespace: what the IRIs of its terms begin with
    """

    uri: str
    before: str
    also: frozenset[str]
    values: str
    namespace: str

    def code(self, iri: str) -> str:
        """Return the code that FHIR gives to the term with this IRI."""
        return self.before + iri.removeprefix(self.namespace)

    @property
    def names(self) -> frozenset[str]:
        """Every address that may name the vocabulary, or all of its codes as a value set."""
        return self.also | {self.uri} | ({self.values} if self.values else frozenset())


@cache
def systems() -> tuple[System, ...]:
    """Read the table."""
    lines = files(__package__).joinpath("systems.tsv").read_text(encoding="utf-8").splitlines()
    table = csv.DictReader([line for line in lines if not line.startswith("#")], delimiter="\t")
    return tuple(
        System(
            uri=row["system"],
            before=row["before"],
            also=frozenset(row["also"].split()),
            values=row["values"],
            namespace=EXTERNAL_PREFIXES[row["prefix"]],
        )
        for row in table
    )


def system_of(iri: str) -> System:
    """Return the vocabulary that a code's IRI belongs to.

    :raises LookupError: the table has no such vocabulary
    """
    found = [each for each in systems() if iri.startswith(each.namespace)]
    if not found:
        raise LookupError(f"systems.tsv names no vocabulary for {iri}")
    return max(found, key=lambda each: len(each.namespace))
