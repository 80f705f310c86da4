"""Which graphs a query asks for by name in its FROM clauses, so that one that is not there is refused, not empty.

Nothing is fetched, whatever is named: Oxigraph takes a graph that it does not have for an empty one. That would be an
answer that looks right and is not.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from miliary.errors import ForbiddenQuery
from miliary.store.guard import decoded

# Whatever is opened and not closed is taken to the end, so that no text is gone through more than once.
_TOKEN = re.compile(
    r"""\#[^\r\n]*
    | '''(?:[^'\\]|\\.|'(?!''))*+(?:''')? | \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})?
    | '(?:[^'\\\r\n]|\\.)*+'? | "(?:[^"\\\r\n]|\\.)*+"?
    | [?$]\w++ | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+
    | (?P<iri><[^<>"{}|^`\x00-\x20]*+>)
    | (?P<name>(?:[^\W\d_][\w.-]*+)?+:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*+)
    | (?P<word>FROM(?=NAMED)|[^\W\d_][\w.-]*+)
    | \w""",
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Name:
    """An IRI in a query: what it stands for, and from where to where it is written.

    :param clause: FROM, FROM NAMED or GRAPH, where it stands under that
    """

    iri: str
    start: int
    end: int
    clause: str = ""


def refuse_unknown(graphs: Iterable[str], known: Collection[str]) -> None:
    """Let pass a choice of graphs that are all there.

    :param graphs: IRIs
    :raises ForbiddenQuery: one is not among ``known``
    """
    for graph in graphs:
        if graph not in known:
            names = ", ".join(f"<{name}>" for name in sorted(known))
            raise ForbiddenQuery(
                f"The graph <{graph}>", f"nothing is fetched; the named graphs here are {names or 'none'}"
            )


def graphs_named(query: str, base: str = "") -> Iterator[str]:
    """Yield the IRIs that stand under FROM and FROM NAMED, in order; a text that is no query may yield anything."""
    if "from" in query.casefold():
        yield from (name.iri for name in names(query, base) if name.clause.startswith("FROM"))


def names(query: str, base: str = "") -> Iterator[Name]:
    """Yield every IRI that a query names, in order, but for those of its prefixes and its base."""
    prefixes: dict[str, str] = {}
    before, last = "", ""
    for found in _TOKEN.finditer(query):
        kind, text = found.lastgroup, found[0]
        if kind is None:
            continue
        if kind == "name":
            text = text.rstrip(".")  # which ends a triple, and no name
        if kind == "word":
            before, last = last, text.upper()
            continue
        name = _resolved(kind, text, base, prefixes)
        if last == "BASE":
            base = name
        elif before == "PREFIX":
            prefixes[last] = name
        elif last != "PREFIX":
            named = before == "FROM" and last == "NAMED"
            yield Name(
                name,
                found.start(),
                found.start() + len(text),
                "FROM NAMED" if named else "FROM" if last == "FROM" else "",
            )
        # What a prefix stands for comes after the prefix itself, which is a name like any other.
        before, last = ("PREFIX", text.removesuffix(":")) if last == "PREFIX" else ("", "")


def form(query: str) -> str:
    """Return the word that a query asks with, in capitals: the first that is none of its prologue."""
    words = (found[0].upper() for found in _TOKEN.finditer(query) if found.lastgroup == "word")
    return next((word for word in words if word not in ("BASE", "PREFIX")), "")


def _resolved(kind: str, text: str, base: str, prefixes: dict[str, str]) -> str:
    if kind == "name":
        prefix, _, local = text.partition(":")
        return prefixes.get(prefix, f"{prefix}:") + _ESCAPED.sub(r"\1", local)
    try:
        return urljoin(base, decoded(text[1:-1]))
    except ValueError:  # a host that is none: what was written is named as it stands
        return text[1:-1]
