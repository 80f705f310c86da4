"""One published version on a server: which of the server's graphs it is, and how its names are told apart from ours.

The server has each graph of each version under a name of its own, and no query is sent without saying which of them it
runs on. Outside, a graph has its public name in whatever version: names are replaced on the way in and on the way out.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from miliary.store.datasets import names

DATASET = ("default-graph-uri", "named-graph-uri")
"""How the SPARQL 1.1 Protocol says what a query runs on; it goes before the query's own FROM."""

Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Pinned:
    """A version, as it lies on a server.

    :param iri: what the names of its graphs there begin with
    :param version: its name
    :param default: the name there of what is the default graph outside
    :param graphs: the public names of the named graphs, to their names there
    :param statements: how many quads it has
    """

    iri: str
    version: str
    default: str
    graphs: Mapping[str, str]
    statements: int

    def outward(self, query: str, base: str = "") -> str:
        """Return the query with the public names of graphs replaced by those that the server knows.

        What else it names as a graph is none of this version: some servers would look into it all the same.
        """
        written, done = [], 0
        for name in names(query, base):
            foreign = name.clause or name.iri.startswith(self._all_versions)
            there = self.graphs.get(name.iri, self._unknown if foreign else "")
            if there:
                written += [query[done : name.start], f"<{there}>"]
                done = name.end
        return "".join(written) + query[done:]

    def inward(self, body: bytes) -> bytes:
        """Return an answer, or a complaint, with the server's names of graphs replaced by the public ones."""
        if self.iri.encode() not in body:
            return body
        return self._names_there.sub(lambda found: self._public[found[0]], body)

    def dataset(self, query: str, default: Iterable[str] | None, named: Iterable[str] | None, base: str = "") -> Fields:
        """Return what goes with a query: the graphs that are asked for, else those of its FROM, else all."""
        if default is None and named is None:
            clauses = [name for name in names(query, base) if name.clause.startswith("FROM")]
            if clauses:
                default = [each.iri for each in clauses if each.clause == "FROM"]
                named = [each.iri for each in clauses if each.clause == "FROM NAMED"]
        merged = [self.default] if default is None else self._there_of(default)
        listed = list(self.graphs.values()) if named is None else self._there_of(named)
        # Some servers take no graph at all for any graph.
        return [
            *((DATASET[0], each) for each in merged or [self._unknown]),
            *((DATASET[1], each) for each in listed or [self._unknown]),
        ]

    def _there_of(self, chosen: Iterable[str]) -> list[str]:
        return [self.graphs.get(name, self._unknown) for name in chosen]

    @property
    def _all_versions(self) -> str:
        """What the names of all graphs of all versions begin with."""
        return self.iri.removesuffix("/").rsplit("/", 2)[0] + "/"

    @property
    def _unknown(self) -> str:
        """The name of a graph that never is."""
        return f"{self.iri}/unknown"

    @cached_property
    def _public(self) -> Mapping[bytes, bytes]:
        return {there.encode(): public.encode() for public, there in self.graphs.items()}

    @cached_property
    def _names_there(self) -> re.Pattern[bytes]:
        # Longest first, and only where nothing follows that would make it another name.
        longest_first = sorted(self._public, key=len, reverse=True)
        return re.compile(rb"(?:" + rb"|".join(map(re.escape, longest_first)) + rb")(?=[\s\"'>\\]|$)")
