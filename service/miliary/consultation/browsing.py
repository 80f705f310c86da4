"""All findings that a case may name, arranged for looking through: by kind, then along the hierarchy."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from miliary.differential.terms import FindingTerm, Knowledge
from miliary.terms import TermIndex
from miliary.vocabulary import curie, iri

# The order in which the article's Box 1 goes through a patient: who, history and examination, laboratory, imaging,
# response to treatment. Age and sex have fields of their own.
_ORDER = ("PatientFactor", "ClinicalFinding", "SerumFinding", "CsfFinding", "LaboratoryFinding", "ImagingFinding")
_LAST = "TreatmentResponse"


@dataclass(frozen=True, slots=True)
class Branch:
    """A finding as a CURIE and a label, with what is narrower directly below it, by label."""

    id: str
    label: str
    narrower: tuple["Branch", ...] = ()

    @property
    def size(self) -> int:
        """How many findings hang here, itself included."""
        return 1 + sum(each.size for each in self.narrower)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding, with its findings; those below another of the same kind hang there."""

    id: str
    label: str
    findings: tuple[Branch, ...]

    @property
    def size(self) -> int:
        """How many findings are of this kind."""
        return sum(each.size for each in self.findings)


def browse(knowledge: Knowledge, terms: TermIndex) -> tuple[Kind, ...]:
    """Arrange the findings of ``knowledge`` by kind, in the order of Box 1; each finding stands once.

    A finding with several broader ones hangs below the narrowest of them.
    """
    of_kind: dict[str, list[FindingTerm]] = defaultdict(list)
    for each in knowledge.findings.values():
        if not each.demographic:
            of_kind[each.kind].append(each)
    return tuple(
        Kind(curie(kind), terms.label(kind), _branches(of_kind[kind], knowledge.findings))
        for kind in sorted(of_kind, key=lambda kind: (place_of(kind), kind))
    )


def place_of(kind: str) -> int:
    """Where a kind of finding, an IRI, comes in the order of Box 1; one that Box 1 does not go through comes last."""
    places = {iri(name): place for place, name in enumerate((*_ORDER, _LAST))}
    return places.get(kind, len(places))


def _branches(findings: Iterable[FindingTerm], terms: Mapping[str, FindingTerm]) -> tuple[Branch, ...]:
    below: dict[str | None, list[FindingTerm]] = defaultdict(list)
    for each in findings:
        alike = [above for above in each.ancestors if terms[above].kind == each.kind]
        below[min(alike, key=lambda above: (-len(terms[above].ancestors), above), default=None)].append(each)

    def branch(each: FindingTerm) -> Branch:
        return Branch(curie(each.id), each.label, hanging(each.id))

    def hanging(above: str | None) -> tuple[Branch, ...]:
        return tuple(branch(each) for each in sorted(below[above], key=lambda each: (each.label, each.id)))

    return hanging(None)
