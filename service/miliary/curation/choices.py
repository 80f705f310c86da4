"""What a field can be chosen from, and which term an editor's word stands for.

The published version is asked, and beside it the lines of the proposal that is being written: what an editor has just
added can be pointed at before anybody has approved it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from miliary.curation.change import Line, iri_of, triples_of
from miliary.curation.fields import Field, Widget
from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms import TermIndex
from miliary.terms.folding import plain
from miliary.vocabulary import MIL, curie, iri

_TYPE, _LABEL, _PARENT = "rdf:type", "rdfs:label", "rdfs:subClassOf"
_NEAREST = 5
_STATEMENT = iri("Assertion")


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose.

    :param id: its CURIE
    :param label: what it is called
    :param definition: what is meant by choosing it; empty where nothing says so
    :param document: the source document that it belongs to, where it belongs to one
    :param group: what is chosen together, such as the statements on one disease; empty where all is one
    """

    id: str
    label: str
    definition: str = ""
    document: str = ""
    group: str = ""

    @property
    def shown(self) -> str:
        """The label, and the document where several may have one of that name."""
        return f"{self.label} ({self.document})" if self.document else self.label


class Choices:
    """The choices of one published version, and of the lines ``beside`` it."""

    def __init__(self, store: Store, catalogue: Catalogue, terms: TermIndex, beside: Iterable[Line] = ()) -> None:
        self._store = store
        self._catalogue = catalogue
        self._terms = terms
        self._beside = frozenset(beside)
        self._listed: dict[tuple[str, ...], tuple[Choice, ...]] = {}

    def beside(self, lines: Iterable[Line]) -> "Choices":
        """Return the choices that there are with more lines."""
        return Choices(self._store, self._catalogue, self._terms, self._beside | frozenset(lines))

    def of(self, field: Field) -> tuple[Choice, ...]:
        """Return all that a choice field can be chosen from, by label."""
        if field.options:
            return tuple(Choice(each.id, each.label, each.definition) for each in field.options)
        if field.classes not in self._listed:
            self._listed[field.classes] = tuple(choice for each in field.classes for choice in self._members(each))
        return self._listed[field.classes]

    def take(self, field: Field, text: str) -> str:
        """Return the CURIE of what ``text`` names: a label, a synonym, a CURIE, or a code where terms have them.

        :raises UnknownTerm: it names nothing that the field may have; the nearest labels are given
        :raises AmbiguousTerm: it names several things
        """
        if field.widget is Widget.CHOICE:
            return self._chosen(self.of(field), text)
        try:
            return curie(self._terms.take(text, field.classes).id)
        except UnknownTerm:
            named = {each.id for each in self._below(field) if _names(each, text)}
            if len(named) == 1:
                return named.pop()
            raise

    def shown(self, field: Field, term: str) -> str:
        """Return how ``term``, a CURIE, stands in the field: by its label where that leads back to it."""
        if field.widget is Widget.CHOICE:
            return next((each.shown for each in self.of(field) if each.id == term), term)
        label = self.label(term)
        try:
            return label if self.take(field, label) == term else term
        except (UnknownTerm, AmbiguousTerm):
            return term

    def recognised(self, field: Field, text: str) -> str:
        """Return ``text`` as the field shows what it names; where it names nothing, as it is."""
        if not (field.names_terms and text):
            return text
        try:
            return self.shown(field, self.take(field, text))
        except (UnknownTerm, AmbiguousTerm):
            return text

    def label(self, term: str) -> str:
        """Return what ``term``, a CURIE, is called, or the CURIE again."""
        mine = self._text(term, _LABEL)
        return mine or self._terms.label(iri_of(term) if term.startswith("<") or ":" in term else term)

    def _members(self, of_class: str) -> Iterator[Choice]:
        if of_class == _STATEMENT:
            yield from self._statements()
            return
        for row in records(self._store, self._catalogue, "curation/choices", **{"class": of_class}):
            yield Choice(curie(row["choice"]), row["label"], row.get("definition", ""), row.get("document", ""))
        for line in sorted(self._beside):
            if line.predicate == _TYPE and line.value == curie(of_class):
                yield Choice(line.subject, self._text(line.subject, _LABEL) or line.subject)

    def _statements(self) -> Iterator[Choice]:
        """Statements have no label: each is called by what it is about and where it stands."""
        found = records(self._store, self._catalogue, "curation/statements")
        rows = list({row["statement"]: row for row in reversed(list(found))}.values())[::-1]
        labels = ["{disease}: {subject} ({document}, {locator})".format(**row) for row in rows]
        several = {label for label, count in Counter(labels).items() if count > 1}
        for row, label in zip(rows, labels, strict=True):
            term = curie(row["statement"])
            told = f"{label} {term.removeprefix('mil:')}" if label in several else label
            yield Choice(term, told, group=row["disease"])
        for line in sorted(self._beside):
            if (line.predicate, line.value) == (_TYPE, curie(_STATEMENT)):
                yield Choice(line.subject, line.subject.removeprefix("mil:"))

    def _below(self, field: Field) -> Iterator[Choice]:
        for root in field.classes:
            for row in records(self._store, self._catalogue, "curation/terms-below", root=root):
                yield Choice(curie(row["term"]), row["label"])
        for line in self._beside:
            if line.predicate == _TYPE and line.value == "owl:Class":
                yield Choice(line.subject, self._text(line.subject, _LABEL) or line.subject)

    def _chosen(self, choices: tuple[Choice, ...], text: str) -> str:
        fitting = [each for each in choices if _names(each, text)]
        exact = [each for each in fitting if text in (each.id, each.shown)] or fitting
        if len(exact) == 1:
            return exact[0].id
        if exact:
            raise AmbiguousTerm(text, [each.shown for each in exact])
        alike = [each.shown for each in choices if plain(text) in plain(each.shown)]
        raise UnknownTerm(text, (alike or [each.shown for each in choices])[:_NEAREST])

    def _text(self, subject: str, predicate: str) -> str:
        found = [each for each in self._beside if (each.subject, each.predicate) == (subject, predicate)]
        return next((str(triple.object.value) for triple in triples_of(found)), "")  # type: ignore[union-attr]


def _names(choice: Choice, text: str) -> bool:
    """Whether ``text`` is one of the ways to name a choice; of what is numbered, the number alone will do."""
    written = plain(text)
    numbered = text.strip().isdecimal() and plain(choice.label).split()[-1:] == [written]
    iri = text.strip().removeprefix(MIL) == choice.id.removeprefix("mil:").removeprefix(MIL)
    return numbered or iri or text.strip() == choice.id or written in (plain(choice.label), plain(choice.shown))
