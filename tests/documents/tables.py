"""The tables in the documents, made from the published knowledge: bands, constants, schemes, and the worked example."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from miliary.composition import Service
from miliary.differential.likelihood import Interval, combine, interval_of
from miliary.differential.terms import Frequency, Statement
from miliary.store import Solutions
from miliary.vocabulary import PREFIXES, curie, iri, local_name
from tests.conformance.table import conformance
from tests.documents.markdown import table
from tests.reports.measuring import reading_table

# The patient of the article's Figs. 3b and 5d, as in the README.
EXAMPLE = ("CorpusCallosumLesion", "BranchRetinalArteryOcclusion", "NonPerivascularPattern")
EXAMPLE_DISEASE, EXAMPLE_RIVAL = "SusacSyndrome", "NeuromyelitisOpticaSpectrumDisorder"
HALF_DISEASE, HALF_FINDING, HALF_ANCESTOR = "BehcetDisease", "MidbrainLesion", "BrainstemLesion"

_FREQUENCIES = (
    ("9 of 27", Frequency(count=9, out_of=27)),
    ("33 % of 27: only 9 of 27 prints so", Frequency(percent=33, out_of=27)),
    ("75 %", Frequency(percent=75)),
    ("4 %", Frequency(percent=4)),
    ("10–20 %", Frequency(percent_from=10, percent_to=20)),
    ("up to 30 %", Frequency(percent_at_most=30)),
    ("less than 5 %", Frequency(percent_below=5)),
)

_PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
_BANDS = """
SELECT ?concept ?label ?from ?to ?point ?reason WHERE {
  ?band mil:bandOf ?concept ; mil:reason ?reason . ?concept rdfs:label ?label .
  OPTIONAL { ?band mil:intervalFrom ?from ; mil:intervalTo ?to ; mil:point ?point }
} ORDER BY DESC(?point) ?label"""
_CONSTANTS = """
SELECT ?constant ?label ?value ?reason WHERE {
  ?constant a mil:LikelihoodConstant ; rdfs:label ?label ; mil:value ?value ; mil:reason ?reason
} ORDER BY ?label"""
_SCHEME = """
SELECT ?concept ?label ?definition WHERE {
  ?concept skos:inScheme %s ; rdfs:label ?label ; skos:definition ?definition
} ORDER BY ?label"""


@dataclass(frozen=True, slots=True)
class Worked:
    """One finding of the worked example for one disease: p, n, b and what they come to."""

    label: str
    point: float | None
    stating: int
    background: float

    @property
    def exact(self) -> float:
        """The weight of the present finding before it is rounded."""
        return 10 * math.log10(self.point / self.background) if self.point else 0.0

    @property
    def exact_absent(self) -> float:
        return 10 * math.log10((1 - self.point) / (1 - self.background)) if self.point else 0.0


@dataclass(frozen=True, slots=True)
class Tables:
    """Makes each table by its name."""

    service: Service

    def by_name(self) -> Mapping[str, Callable[[], str]]:
        return {
            "bands": self.bands,
            "frequencies": self.frequencies,
            "constants": self.constants,
            "occurrences": lambda: self.scheme("mil:OccurrenceScheme"),
            "roles": lambda: self.scheme("mil:RoleScheme"),
            "conflict kinds": lambda: self.scheme("mil:ConflictKindScheme"),
            "evidence types": lambda: self.scheme("mil:EvidenceTypeScheme"),
            "worked statements": self.worked_statements,
            "worked weights": self.worked_weights,
            "half": self.half,
            "conformance": conformance,
            "stored queries": self.stored_queries,
            "checks": self.checks,
            "reports": lambda: reading_table(self.service),
        }

    def stored_queries(self) -> str:
        stored = map(self.service.catalogue.load, self.service.catalogue.names())
        rows = [
            (
                f"`{query.name}`" + " †" * query.header.network,
                query.question,
                ", ".join(f"`{parameter.name}`" for parameter in query.parameters),
                ", ".join(query.header.audience),
            )
            for query in stored
        ]
        return table(("query", "question", "parameters", "for"), rows)

    def checks(self) -> str:
        stored = map(self.service.catalogue.load, self.service.catalogue.names("checks"))
        rows = [
            (f"`{check.name.partition('/')[2]}`", check.severity, check.title, check.header.follows) for check in stored
        ]
        return table(("check", "severity", "what it finds", "after"), rows)

    def bands(self) -> str:
        return table(("word", "interval", "point", "reason"), [_band(row) for row in self._rows(_BANDS)])

    def frequencies(self) -> str:
        rows = []
        for words, frequency in _FREQUENCIES:
            statement = Statement("", "", "", frequency=frequency)
            found = interval_of(statement, self.service.compiled.scale)
            assert found
            rows.append((words, _interval(found), _short(found.point)))
        return table(("as printed", "interval", "point"), rows)

    def constants(self) -> str:
        rows = [(_name(row["constant"]), row["label"], row["value"], row["reason"]) for row in self._rows(_CONSTANTS)]
        return table(("constant", "what it is", "value", "reason"), rows)

    def scheme(self, scheme: str) -> str:
        rows = [(_name(row["concept"]), row["label"], row["definition"]) for row in self._rows(_SCHEME % scheme)]
        return table(("name", "label", "meaning"), rows)

    def worked_statements(self) -> str:
        rows = []
        for finding in EXAMPLE:
            for each in self.statements(EXAMPLE_DISEASE, finding):
                read, citation = interval_of(each, self.service.compiled.scale), self.service.citations[each.id]
                assert read
                words = ", ".join(filter(None, (citation.occurrence, citation.frequency)))
                label = self._label(finding)
                rows.append((label, words, citation.locator, _interval(read), _short(read.point)))
        return table(("finding", "stated", "where", "interval", "point"), rows)

    def worked_weights(self) -> str:
        columns = ("disease", "finding", "p", "n of N", "b", "p/b", "10·log10(p/b)", "present", "absent")
        rows = []
        for disease in (EXAMPLE_DISEASE, EXAMPLE_RIVAL):
            label = self.service.compiled.knowledge.diseases[iri(disease)].label
            worked = [self.worked(disease, finding) for finding in EXAMPLE]
            rows += [self._weight_row(label, each) for each in worked]
            total = sum(round(each.exact) for each in worked)
            rows.append((label, "**sum**", "", "", "", "", "", f"**{_signed(total)}**", ""))
        return table(columns, rows)

    def worked(self, disease: str, finding: str) -> Worked:
        """The parts of a weight that rests on statements of the disease itself, from the statements up."""
        compiled = self.service.compiled
        judged = combine(self.statements(disease, finding), compiled.scale)
        background = compiled.weights.background[iri(finding)]
        size = len(compiled.knowledge.top_diseases)
        stating = round(background / compiled.scale.constants.background_scale * (size + 2)) - 1
        return Worked(self._label(finding), judged.interval.point if judged else None, stating, background)

    def statements(self, disease: str, finding: str) -> list[Statement]:
        return list(self.service.compiled.knowledge.statements_on(iri(disease), iri(finding)))

    def half(self) -> str:
        label = self.service.compiled.knowledge.diseases[iri(HALF_DISEASE)].label
        ancestor, asked = self.worked(HALF_DISEASE, HALF_ANCESTOR), self._label(HALF_FINDING)
        whole = round(ancestor.exact)
        columns = ("disease", "stated", "its weight", "asked", "half, toward 0")
        return table(columns, [(label, ancestor.label, _signed(whole), asked, _signed(int(whole / 2)))])

    def _weight_row(self, disease: str, each: Worked) -> tuple[str, ...]:
        size = len(self.service.compiled.knowledge.top_diseases)
        background = (f"{each.stating} of {size}", f"{each.background:.4f}")
        if each.point is None:
            return (disease, each.label, "not stated", *background, "", "", "0", "0")
        ratio, present, absent = each.point / each.background, round(each.exact), round(each.exact_absent)
        numbers = (f"{ratio:.2f}", f"{each.exact:.2f}", _signed(present), _signed(absent))
        return (disease, each.label, _short(each.point), *background, *numbers)

    def _label(self, finding: str) -> str:
        return self.service.compiled.knowledge.findings[iri(finding)].label

    def _rows(self, query: str) -> Iterator[Mapping[str, str]]:
        answer = self.service.store.query(_PROLOGUE + query)
        assert isinstance(answer, Solutions)
        for record in answer.records():
            yield {name: term.value for name, term in record.items() if isinstance(term, NamedNode | Literal)}


def _band(row: Mapping[str, str]) -> tuple[str, ...]:
    label = f"{row['label']} ({_name(row['concept'])})"
    if "point" not in row:
        return (label, "none", "none", row["reason"])
    read = Interval(float(row["from"]), float(row["to"]), float(row["point"]))
    return (label, _interval(read), _short(read.point), row["reason"])


def _name(term: str) -> str:
    return f"`{local_name(term) or curie(term)}`"


def _interval(read: Interval) -> str:
    return f"[{_short(read.lower)}, {_short(read.upper)}]"


def _short(number: float) -> str:
    return f"{number:.3g}" if number < 0.1 else f"{number:.3f}".rstrip("0").rstrip(".")


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"
