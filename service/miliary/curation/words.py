"""A change in words, term by term: what was added, what was taken away, and how each property read before and after."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal

from miliary.curation.change import Change, Line
from miliary.curation.entry import value_of
from miliary.curation.expression import genus_and_site
from miliary.curation.sheet import About
from miliary.vocabulary import curie

Label = Callable[[str], str]
"""What a term, a CURIE, is called."""

_KEPT_BY_THE_PROGRAM = {"rdf:type", "dcterms:created", "dcterms:modified", "rdfs:isDefinedBy", "mil:evidence"}
_SORTS = {
    "mil:SourceDocument": "source document",
    "mil:DocumentPart": "part of a source document",
    "mil:Reference": "reference",
    "mil:Conflict": "disagreement",
    "owl:Class": "term",
    "owl:Axiom": "mapping",
    "sssom:Mapping": "mapping",
}


@dataclass(frozen=True, slots=True)
class Detail:
    """One property before and after, in words; empty where nothing was said."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Words:
    """What happens to one term, or to one statement with its passages.

    :param subject: its CURIE
    :param heading: what it is, such as “Neurosarcoidosis: leptomeningeal enhancement”
    :param what: added, removed or changed
    :param summary: what it says, in brief
    """

    subject: str
    heading: str
    what: str
    summary: str
    details: tuple[Detail, ...]

    def __str__(self) -> str:
        said = f": {self.summary}" if self.summary else ""
        return f"{self.heading} \u2014 {self.what}{said}"


def in_words(change: Change, about: About, label: Label, properties: Mapping[str, str]) -> tuple[Words, ...]:
    """Return what ``change`` does, statements first.

    :param about: what is said of a term before the change
    :param label: what terms are called; what the change names anew is called as the change says
    :param properties: what properties are called, by CURIE
    """
    found = _Voice(change, about, label, properties).all()
    return tuple(sorted(found, key=lambda each: (":" not in each.heading, each.heading, each.subject)))


class _Voice:
    """One change, with what there is before and after it."""

    def __init__(self, change: Change, about: About, label: Label, properties: Mapping[str, str]) -> None:
        self._change = change
        self._before = about
        self._added: dict[str, set[Line]] = defaultdict(set)
        for line in change.additions:
            self._added[line.subject].add(line)
        self._called = label
        self._properties = properties

    def all(self) -> Iterator[Words]:
        owners: dict[str, list[str]] = defaultdict(list)
        for subject in sorted(self._change.subjects):
            owners[self._owner(subject)].append(subject)
        for owner, subjects in owners.items():
            before = [line for each in subjects for line in self._before(each)]
            after = [line for each in subjects for line in self._after(each)]
            what = "changed" if self._before(owner) and self._after(owner) else "added" if after else "removed"
            yield Words(
                subject=owner,
                heading=self._heading(owner),
                what=what,
                summary="" if what == "changed" else self._summary(owner),
                details=tuple(self._details(before, after)),
            )

    def _after(self, subject: str) -> frozenset[Line]:
        return (self._before(subject) - self._change.deletions) | self._added.get(subject, set())

    def _lines(self, subject: str) -> frozenset[Line]:
        """What is said of a term afterwards or, where it is removed, was said before."""
        return self._after(subject) or self._before(subject)

    def _is(self, subject: str, kind: str) -> bool:
        return any((each.predicate, each.value) == ("rdf:type", kind) for each in self._lines(subject))

    def _one(self, subject: str, predicate: str) -> str:
        """The one value of a property as a reader reads it; empty where there is none."""
        found = sorted(each for each in self._lines(subject) if each.predicate == predicate)
        return self._read(found[0]) if found else ""

    def _owner(self, subject: str) -> str:
        """A passage is told with its statement."""
        statement, found, _ = subject.rpartition("-evidence")
        return statement if found and self._lines(statement) else subject

    def _heading(self, subject: str) -> str:
        disease, finding = self._one(subject, "mil:aboutDisease"), self._one(subject, "mil:hasSubject")
        if disease and finding:
            return f"{disease[:1].upper()}{disease[1:]}: {finding}"
        return self._one(subject, "rdfs:label") or self._one(subject, "owl:annotatedSource") or self._called(subject)

    def _summary(self, subject: str) -> str:
        types = {each.value for each in self._lines(subject) if each.predicate == "rdf:type"}
        if "mil:Assertion" in types:
            said = self._frequency(subject) or self._one(subject, "mil:occurrence") or self._relation(subject)
            return f"{said or 'a statement'} ({self._source(subject)})"
        if types & {"owl:Axiom", "sssom:Mapping"}:
            return f"{self._one(subject, 'owl:annotatedProperty')} {self._one(subject, 'owl:annotatedTarget')}".strip()
        sort = next((_SORTS[each] for each in sorted(types) if each in _SORTS), "")
        title = self._one(subject, "dcterms:title") or self._one(subject, "skos:definition")
        return f"{sort} \u201c{title}\u201d" if title else sort

    def _frequency(self, subject: str) -> str:
        """How often, as it would be printed: “12 of 40”, “33 %”, “10–20 %”, “up to 30 %”; empty without a number."""
        count, total = self._one(subject, "mil:count"), self._one(subject, "mil:outOf")
        if count and total:
            return f"{count} of {total}"
        for name, words in (("percent", "{} %"), ("percentAtMost", "up to {} %"), ("percentBelow", "less than {} %")):
            if value := self._one(subject, f"mil:{name}"):
                return words.format(value.removesuffix(".0"))
        low, high = self._one(subject, "mil:percentFrom"), self._one(subject, "mil:percentTo")
        return f"{low.removesuffix('.0')}\u2013{high.removesuffix('.0')} %" if low and high else ""

    def _relation(self, subject: str) -> str:
        names = ("role", "therapeuticRelation", "diagnosticRelation", "causalRelation")
        found = [self._one(subject, f"mil:{name}") for name in names] + [self._one(subject, "rdfs:comment")]
        return next(filter(None, found), "")

    def _source(self, subject: str) -> str:
        passages = sorted(each.value for each in self._lines(subject) if each.predicate == "mil:evidence")
        places = [
            ", ".join(filter(None, (self._one(each, "mil:sourceDocument"), self._one(each, "mil:locator"))))
            for each in passages
        ]
        return "; ".join(places)

    def _details(self, before: Iterable[Line], after: Iterable[Line]) -> Iterator[Detail]:
        old, new = self._by_property(before), self._by_property(after)
        place = {predicate: number for number, predicate in enumerate(self._properties)}
        for key in sorted(old.keys() | new.keys(), key=lambda key: (key[0], place.get(key[1], len(place)), key[1])):
            subject, predicate = key
            signed = predicate == "dcterms:creator" and self._is(subject, "mil:Assertion")
            if old.get(key) == new.get(key) or predicate in _KEPT_BY_THE_PROGRAM or signed:
                continue
            label = self._properties.get(predicate, predicate)
            yield Detail(label, self._joined(old.get(key, ())), self._joined(new.get(key, ())))

    @staticmethod
    def _by_property(lines: Iterable[Line]) -> dict[tuple[str, str], list[Line]]:
        found: dict[tuple[str, str], list[Line]] = defaultdict(list)
        for line in sorted(lines):
            found[line.subject, line.predicate].append(line)
        return found

    def _joined(self, lines: Iterable[Line]) -> str:
        return "; ".join(self._read(each) for each in lines)

    def _read(self, line: Line) -> str:
        value = value_of(line)
        if isinstance(value, Literal):
            return value.value
        if isinstance(value, BlankNode):
            parts = genus_and_site(line)
            return f"{self._name(parts[0])}, site: {self._name(parts[1])}" if parts else "an OWL expression"
        return self._name(curie(value.value))

    def _name(self, term: str) -> str:
        labels = [each for each in self._lines(term) if each.predicate == "rdfs:label"]
        found = value_of(labels[0]) if labels else None
        return found.value if isinstance(found, Literal) else self._called(term)
