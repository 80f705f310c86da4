"""The vocabulary as others look things up in it: search over all terms and codes, one term by an identifier of it."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from miliary.errors import NotFound, UnknownTerm
from miliary.queries import Catalogue
from miliary.store import Store
from miliary.terms.codes import Match
from miliary.terms.folding import plain
from miliary.terms.hierarchy import Entry, Hierarchy
from miliary.terms.index import Called, How, Taken, TermIndex
from miliary.vocabulary import curie, iri

_MANY = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """A term that fits what was searched for.

    :param entry: the term
    :param matched: the name, the identifier or the code of it that fits
    :param called: what that is to the term
    :param how: in what way it fits
    :param match: how the code is linked to the term; None where it is no code
    """

    entry: Entry
    matched: str
    called: Called
    how: How
    match: Match | None = None


class Thesaurus:
    """Everything that can be looked up in one published version. Immutable."""

    def __init__(self, index: TermIndex, hierarchy: Hierarchy) -> None:
        self._index = index
        self.hierarchy = hierarchy
        of_terms = set[str]().union(*(each.kinds | {each.kind} for each in hierarchy)) - {""}
        self.kinds = {each.id: each.label for each in hierarchy if each.id in of_terms}
        """The label of every kind that a term can be of, by its IRI."""

    @classmethod
    def read(cls, index: TermIndex, store: Store, catalogue: Catalogue) -> "Thesaurus":
        """Read the hierarchy of the version that ``index`` was read from."""
        return cls(index, Hierarchy.read(store, catalogue))

    def terms(self, kinds: Collection[str] | None = None) -> list[Entry]:
        """Return all terms by label, or those of some kinds, each kind standing for all below it."""
        return [each for each in self.hierarchy if kinds is None or not each.kinds.isdisjoint(kinds)]

    def search(self, text: str, kinds: Collection[str] | None = None) -> list[Found]:
        """Return the terms that ``text`` identifies, then those it is a code of, then those whose names it fits.

        The names are in the order of :meth:`TermIndex.search`, codes by how closely they are linked.
        """
        best: dict[str, Found] = {}
        for found in self._fitting(text, kinds):
            best.setdefault(found.entry.id, found)
        return list(best.values())

    def take(self, identifier: str) -> Taken:
        """Return the term with this local name, CURIE or IRI, or the one that a code of another vocabulary stands for.

        An IRI may be percent-encoded, as it comes in an address that was encoded twice.

        :raises NotFound: there is none; the labels nearest to it are given
        :raises AmbiguousTerm: it is a code that may mean several terms
        """
        text = unquote(identifier) if "%" in identifier else identifier
        if own := self._own(text):
            return Taken(own)
        taken = self._index.decoded(text)
        if taken is None:
            nearest = self._index.nearest(text if ":" in text else curie(iri(text)))
            raise NotFound(f"There is no term “{identifier}”.", term=identifier, nearest=nearest)
        return taken

    def kind(self, text: str) -> str:
        """Return the kind that ``text`` names by local name, CURIE, IRI or label.

        :raises UnknownTerm: there is none; all kinds are given
        """
        own = self._own(text)
        for kind, label in self.kinds.items():
            if kind == own or plain(label) == plain(text):
                return kind
        raise UnknownTerm(text, list(self.kinds.values()))

    def _own(self, text: str) -> str | None:
        """The IRI of the term of ours that ``text`` identifies."""
        for candidate in (iri(text.strip()), self._index.identified(text)):
            if candidate in self.hierarchy:
                return candidate
        return None

    def _fitting(self, text: str, kinds: Collection[str] | None) -> Iterator[Found]:
        own = self._own(text)
        if own and (kinds is None or not self.hierarchy[own].kinds.isdisjoint(kinds)):
            yield Found(self.hierarchy[own], curie(own), Called.IDENTIFIER, How.EXACT)
        for link in self._index.linked(text, kinds):
            if link.term in self.hierarchy:
                yield Found(self.hierarchy[link.term], curie(link.code), Called.CODE, How.EXACT, link.match)
        for hit in self._index.search(text, _MANY, kinds):
            if hit.id in self.hierarchy:
                yield Found(self.hierarchy[hit.id], hit.matched, hit.called, hit.how)
