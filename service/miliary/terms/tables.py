"""What an index of terms is made from, read from a published graph or from what was written down beside it."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.terms.codes import Link, Match, read_broader, read_links
from miliary.terms.names import Name, read_names

FORMAT = 1


@dataclass(frozen=True, slots=True)
class TermTables:
    """The names of the terms, and what helps to find them.

    :param names: every label and synonym
    :param links: the links to codes of other vocabularies
    :param broader: term -> the terms above it, as far as both are linked to one code in the same way
    :param diseases: term -> for how many diseases something is stated about it
    :param located: site -> the findings that lie there or in a part of it, the closest first
    """

    names: tuple[Name, ...]
    links: tuple[Link, ...]
    broader: Mapping[str, Collection[str]]
    diseases: Mapping[str, int]
    located: Mapping[str, Sequence[str]]

    @classmethod
    def read(cls, store: Store, catalogue: Catalogue) -> "TermTables":
        """Ask the published graph."""
        located: dict[str, list[str]] = defaultdict(list)
        for row in records(store, catalogue, "terms/located"):
            located[row["site"]].append(row["finding"])
        return cls(
            names=read_names(store, catalogue),
            links=read_links(store, catalogue),
            broader=read_broader(store, catalogue),
            diseases={row["term"]: int(row["diseases"]) for row in records(store, catalogue, "terms/stated")},
            located=located,
        )

    def to_json(self) -> str:
        """Write them as JSON; kinds, which many names share, are written once."""
        shared = {kinds: place for place, kinds in enumerate(dict.fromkeys(each.kinds for each in self.names))}
        return json.dumps(
            {
                "format": FORMAT,
                "kinds": [sorted(each) for each in shared],
                "names": [(n.term, n.text, n.preferred, n.kind, shared[n.kinds]) for n in self.names],
                "links": [(each.term, each.match, each.code) for each in self.links],
                "broader": {term: sorted(above) for term, above in self.broader.items()},
                "diseases": self.diseases,
                "located": self.located,
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str) -> "TermTables":
        """Read what :meth:`to_json` wrote.

        :raises ValueError: it was written in another format
        """
        found = json.loads(text)
        if found["format"] != FORMAT:
            raise ValueError(f"the terms were written in format {found['format']}, not {FORMAT}")
        kinds = [frozenset(each) for each in found["kinds"]]
        return cls(
            names=tuple(
                Name(term, words, label, kind, kinds[place]) for term, words, label, kind, place in found["names"]
            ),
            links=tuple(Link(term, Match(match), code) for term, match, code in found["links"]),
            broader=found["broader"],
            diseases=found["diseases"],
            located=found["located"],
        )
