"""How well reports are read: precision and recall of what would be counted, on reports written for the tests."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from miliary.composition import Service
from miliary.reports import State
from miliary.reports.reader import Reader
from miliary.terms import FINDINGS
from tests.documents.markdown import table

HERE = Path(__file__).parent
SETS = ("first", "second", "third")
POLARITIES = (State.PRESENT, State.ABSENT)
_OF_PATIENT = "PatientFactor"


def reports(which: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((HERE / f"{which}.yaml").read_text(encoding="utf-8"))
    return found


@dataclass(slots=True)
class Counts:
    """Right, wrong and missed; a finding that follows from one that is expected is none of these."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(slots=True)
class Measured:
    """The counts by polarity and kind, and what went wrong in words."""

    service: Service
    counts: dict[tuple[State, str], Counts] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def read(self, reader: Reader, report: Mapping[str, Any]) -> None:
        """Read one report and compare."""
        found = {each.finding: each.suggestion for each in reader.read(report["text"]).findings}
        for polarity in POLARITIES:
            expected = {self.service.terms.resolve(each, FINDINGS) for each in report[polarity] or ()}
            given = {finding for finding, suggestion in found.items() if suggestion is polarity}
            for finding in given - self._all(expected, polarity):
                self._of(polarity, finding, "wrong", report)
            for finding in expected:
                self._of(polarity, finding, "right" if finding in self._all(given, polarity) else "missed", report)

    def total(self, polarity: State) -> Counts:
        """The counts of all kinds together."""
        summed: Counter[str] = Counter()
        for (state, _), each in self.counts.items():
            if state is polarity:
                summed.update(right=each.right, wrong=each.wrong, missed=each.missed)
        return Counts(**{name: summed[name] for name in ("right", "wrong", "missed")})

    def _all(self, findings: Iterable[str], polarity: State) -> set[str]:
        """With what follows from them: what is above a present finding is present, below an absent one absent."""
        terms = [self.service.compiled.knowledge.findings[each] for each in findings]
        further = (each.ancestors if polarity is State.PRESENT else each.descendants for each in terms)
        return {each.id for each in terms}.union(*further)

    def _of(self, polarity: State, finding: str, outcome: str, report: Mapping[str, Any]) -> None:
        term = self.service.compiled.knowledge.findings[finding]
        counts = self.counts.setdefault((polarity, self.service.terms.label(term.kind)), Counts())
        setattr(counts, outcome, getattr(counts, outcome) + 1)
        if outcome != "right":
            self.faults.append(f"{outcome} {polarity}: {term.label} | {' '.join(report['text'].split())[:90]}")


def measure(service: Service, which: str, reader: Reader | None = None) -> Measured:
    """Read the reports of a set and compare."""
    measured, reader = Measured(service), reader or Reader(service.terms)
    for report in reports(which):
        measured.read(reader, report)
    return measured


def reading_table(service: Service) -> str:
    """The table of the README: by set, polarity and kind."""
    return table(("reports", "said to be", "kind", "expected", "found", "precision", "recall"), list(_rows(service)))


def _rows(service: Service) -> Iterator[tuple[str, ...]]:
    reader = Reader(service.terms)
    for which in SETS:
        measured = measure(service, which, reader)
        named = f"{which} ({len(reports(which))})"
        for polarity in POLARITIES:
            yield _row(named, polarity, "**all**", measured.total(polarity))
            for (state, kind), counts in sorted(measured.counts.items()):
                if state is polarity:
                    yield _row("", "", kind, counts)


def _row(which: str, polarity: str, kind: str, counts: Counts) -> tuple[str, ...]:
    expected, found = counts.right + counts.missed, counts.right + counts.wrong
    return (which, polarity, kind, str(expected), str(found), f"{counts.precision:.0%}", f"{counts.recall:.0%}")
