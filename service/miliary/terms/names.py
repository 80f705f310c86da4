"""The names of the terms as the published graph gives them."""

from collections import defaultdict
from dataclasses import dataclass

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store


@dataclass(frozen=True, slots=True)
class Name:
    """One name of one term.

    :param term: the IRI of the term
    :param text: the label or the synonym
    :param preferred: whether it is the label
    :param kind: the IRI of the narrowest kind of the term; empty for a term that is not searched for
    :param kinds: that kind and all kinds above it
    """

    term: str
    text: str
    preferred: bool
    kind: str = ""
    kinds: frozenset[str] = frozenset()

    @property
    def abbreviated(self) -> bool:
        """Whether it is an abbreviation: capitals and digits outnumber the small letters in each of its words."""
        return all(_is_short(word) for word in self.text.split())


def _is_short(word: str) -> bool:
    small = sum(each.islower() for each in word)
    large = sum(each.isupper() or each.isdigit() for each in word)
    return large > max(small, 1)


def read_names(store: Store, catalogue: Catalogue) -> tuple[Name, ...]:
    """Read every label and synonym of the published graph, a term's label before its synonyms."""
    above = _closure(store, catalogue)
    kinds: dict[tuple[str, str, bool], list[str]] = defaultdict(list)
    for row in records(store, catalogue, "terms/names"):
        kinds[row["term"], row["name"], row["preferred"] == "true"] += [row["kind"]] if "kind" in row else []
    return tuple(
        Name(term, text, preferred, min(own, default=""), frozenset().union(*(above.get(kind, {kind}) for kind in own)))
        for (term, text, preferred), own in kinds.items()
    )


def _closure(store: Store, catalogue: Catalogue) -> dict[str, frozenset[str]]:
    """Each kind of finding with itself and all kinds above it."""
    broader: dict[str, set[str]] = defaultdict(set)
    for row in records(store, catalogue, "terms/kinds"):
        broader[row["kind"]].add(row["broader"])
    return {kind: frozenset(_upward(kind, broader)) for kind in broader}


def _upward(kind: str, broader: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    pending = {kind}
    while pending:
        reached |= pending
        pending = set().union(*(broader.get(each, set()) for each in pending)) - reached
    return reached
