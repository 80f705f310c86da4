"""What a field can be chosen from, and which term an editor's word stands for.

The published version is asked, and beside it the lines of the proposal that is being written: what an editor has just
added can be pointed at before anybody has approved it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from miliary.curation.change import Line, triples_of
from miliary.curation.fields import Field, Widget
from miliary.errors import AmbiguousTerm, UnknownTerm
from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms import TermIndex
from miliary.terms.folding import plain
from miliary.vocabulary import MIL, curie, expand

_TYPE, _LABEL, _PARENT = "rdf:type", "rdfs:label", "rdfs:subClassOf"
_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose.

    :param id: its CURIE
    :param label: what it is called
    :param definition: what is meant by choosing it; empty where nothing says so
    :param document: the source document that it belongs to, where it belongs to one
    """

    id: str
    label: str
    definition: str = ""
    document: str = ""

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

    def beside(self, lines: Iterable[Line]) -> "Choices":
        """Return the choices that there are with more lines."""
        return Choices(self._store, self._catalogue, self._terms, self._beside | frozenset(lines))

    def of(self, field: Field) -> tuple[Choice, ...]:
        """Return all that a choice field can be chosen from, by label."""
        return tuple(choice for each in field.classes for choice in self._members(each))

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

    def label(self, term: str) -> str:
        """Return what ``term``, a CURIE, is called, or the CURIE again."""
        mine = self._text(term, _LABEL)
        return mine or self._terms.label(expand(term) if ":" in term else term)

    def _members(self, of_class: str) -> Iterator[Choice]:
        for row in records(self._store, self._catalogue, "curation/choices", **{"class": of_class}):
            yield Choice(curie(row["choice"]), row["label"], row.get("definition", ""), row.get("document", ""))
        for line in sorted(self._beside):
            if line.predicate == _TYPE and line.value == curie(of_class):
                yield Choice(line.subject, self._text(line.subject, _LABEL) or line.subject)

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
    iri = text.strip() == choice.id.replace("mil:", MIL, 1)
    return numbered or iri or text.strip() == choice.id or written in (plain(choice.label), plain(choice.shown))
