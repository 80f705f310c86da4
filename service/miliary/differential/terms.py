"""What the differential knows of the knowledge graph: plain terms and statements, no RDF.

Identifiers are IRIs as strings; the differential only ever compares them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class Role(StrEnum):
    """What a finding does for a diagnosis, apart from how often it occurs."""

    OBLIGATE = "obligate"
    EXCLUDING = "excluding"
    PATHOGNOMONIC = "pathognomonic"
    SUGGESTIVE = "suggestive"
    AGAINST = "argument against"


class Sex(StrEnum):
    """The sex of a patient, as far as the source's statements tell sexes apart."""

    FEMALE = "female"
    MALE = "male"


@dataclass(frozen=True, slots=True)
class Frequency:
    """A frequency as printed. Percentages run from 0 to 100; at most one of the four forms is filled."""

    count: int | None = None
    out_of: int | None = None
    percent: float | None = None
    percent_from: float | None = None
    percent_to: float | None = None
    percent_at_most: float | None = None
    percent_below: float | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """One assertion of one source that a disease does or does not show a finding."""

    id: str
    disease: str
    finding: str
    occurrence: str | None = None
    frequency: Frequency | None = None
    role: Role | None = None
    contexts: frozenset[str] = frozenset()
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Demographics:
    """What one assertion says of the ages (years) or of the predominant sex of a disease.

    ``predominant`` is None with ``about_sex`` for "both sexes alike".
    """

    id: str
    disease: str
    about_sex: bool = False
    predominant: Sex | None = None
    age_from: float | None = None
    age_to: float | None = None
    all_ages: bool = False
    contexts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FindingTerm:
    """A finding with its place in the hierarchy. ``ancestors`` and ``descendants`` exclude the finding itself."""

    id: str
    label: str
    kind: str
    block: str
    ancestors: frozenset[str] = frozenset()
    descendants: frozenset[str] = frozenset()
    tests: frozenset[str] = frozenset()
    excludes: frozenset[str] = frozenset()
    """Findings that cannot hold together with this one."""
    demographic: bool = False
    """Told by age or sex, and weighed only as such."""


@dataclass(frozen=True, slots=True)
class DiseaseTerm:
    """A disease with its next broader ones; ``of`` is the differential diagnosis that a subtype nests under."""

    id: str
    label: str
    parents: tuple[str, ...] = ()
    of: str | None = None


@dataclass(frozen=True, slots=True)
class ItemPart:
    """One statement that is an item of a criterion set, or part of one; not ``expected`` where it asks for absence."""

    finding: str
    statement: str
    expected: bool = True


@dataclass(frozen=True, slots=True)
class CriterionItem:
    """An item of a criterion set. One of its parts is enough, unless they are ``joint``: then all must hold."""

    code: str
    parts: tuple[ItemPart, ...]
    joint: bool = False


@dataclass(frozen=True, slots=True)
class CriterionSet:
    """Named diagnostic criteria, with what the source asks for: ``required`` items and ``at_least`` so many others.

    The source may name items and no rule: then nothing is required and ``at_least`` is None.
    """

    id: str
    label: str
    disease: str
    items: tuple[CriterionItem, ...]
    required: frozenset[str] = frozenset()
    at_least: int | None = None


@dataclass(frozen=True, slots=True)
class Prior:
    """The share of a disease, above 0 up to 1, with the statements that give it."""

    share: float
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PriorSet:
    """The shares of diseases in one population; a disease that it does not name is taken as of average share."""

    id: str
    label: str
    shares: Mapping[str, Prior]


@dataclass(frozen=True)
class Knowledge:
    """Everything the differential computes from.

    ``diseases`` holds the differential diagnoses (``of`` is None), their subtypes and the groups above them that make
    statements; only the first two are answered for.
    """

    findings: Mapping[str, FindingTerm]
    diseases: Mapping[str, DiseaseTerm]
    groups: Mapping[str, DiseaseTerm]
    statements: Sequence[Statement]
    demographics: tuple[Demographics, ...]
    index_finding: str
    sexes: Mapping[Sex, str]
    tests_below: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """For each test the more special ones."""
    rungs: Mapping[str, int] = field(default_factory=dict)
    """How far each test reaches into the patient, from 0 (history and examination) to 5 (brain biopsy)."""
    responses: frozenset[str] = frozenset()
    """The findings that tell what a treatment did: they count once known, and are never something to look for."""
    criterion_sets: tuple[CriterionSet, ...] = ()
    priors: Mapping[str, PriorSet] = field(default_factory=dict)
    """The sets of priors that may be chosen, by their identifiers."""
    _stated: dict[str, frozenset[str]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @cached_property
    def by_disease(self) -> Mapping[str, Mapping[str, list[Statement]]]:
        """The statements of each disease by their finding, in the order of their identifiers."""
        grouped: dict[str, dict[str, list[Statement]]] = {}
        for statement in sorted(self.statements, key=lambda each: each.id):
            grouped.setdefault(statement.disease, {}).setdefault(statement.finding, []).append(statement)
        return grouped

    @cached_property
    def demographics_of(self) -> Mapping[str, list[Demographics]]:
        """The statements on age and sex by disease."""
        grouped: dict[str, list[Demographics]] = {}
        for each in self.demographics:
            grouped.setdefault(each.disease, []).append(each)
        return grouped

    @cached_property
    def top_diseases(self) -> tuple[str, ...]:
        """The differential diagnoses themselves, without their subtypes."""
        return tuple(name for name, disease in self.diseases.items() if disease.of is None)

    @cached_property
    def subtypes(self) -> Mapping[str, list[str]]:
        """The subtypes of each differential diagnosis that has some."""
        grouped: dict[str, list[str]] = {}
        for name, disease in self.diseases.items():
            if disease.of is not None:
                grouped.setdefault(disease.of, []).append(name)
        return grouped

    @cached_property
    def index_family(self) -> frozenset[str]:
        """The index finding with all that it implies and all that implies it."""
        index = self.findings[self.index_finding]
        return frozenset({index.id}) | index.ancestors | index.descendants

    @cached_property
    def given(self) -> frozenset[str]:
        """The index finding and what it implies: the condition of every statement, so it weighs nothing."""
        index = self.findings[self.index_finding]
        return frozenset({index.id}) | index.ancestors

    def lineage(self, disease: str) -> Iterator[str]:
        """The disease, then its broader diseases, nearest first, each once."""
        known = self.diseases.get(disease)
        if known and not known.parents:
            yield disease
            return
        queue, seen = [disease], {disease}
        while queue:
            name = queue.pop(0)
            yield name
            term = self.diseases.get(name) or self.groups.get(name)
            for parent in term.parents if term else ():
                if parent not in seen:
                    seen.add(parent)
                    queue.append(parent)

    def statements_on(self, disease: str, finding: str) -> list[Statement]:
        """The disease's own statements on exactly this finding, else those of the nearest broader disease with some."""
        for name in self.lineage(disease):
            if found := self.by_disease.get(name, _NOTHING).get(finding):
                return found
        return []

    def stated_findings(self, disease: str) -> frozenset[str]:
        """The findings on which the disease or a broader one makes a statement."""
        found = self._stated.get(disease)
        if found is None:
            found = frozenset().union(*(self.by_disease.get(name, _NOTHING) for name in self.lineage(disease)))
            if len(self._stated) >= _REMEMBERED:
                self._stated.clear()
            self._stated[disease] = found
        return found


_REMEMBERED = 20_000
_NOTHING: Mapping[str, list[Statement]] = {}
