"""Mappings as lines, and lines as rows of SSSOM files again.

A row is a match of one of our terms, and a node that tells how the match was made; a change adds or takes away both.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, replace
from functools import lru_cache

from pyoxigraph import NamedNode, Triple

from miliary.curation.change import Change, Line, lines_of, triples_of
from miliary.curation.refusals import UnfitProposal
from miliary.knowledge.sssom import SUFFIX, MappingSet, Row, canonical, parse_mappings, triples
from miliary.vocabulary import OWL, RDFS, SSSOM

_MATCHES = tuple(f"skos:{each}Match" for each in ("exact", "close", "broad", "narrow", "related"))
_NODE_OF = ("owl:annotatedSource", "owl:annotatedProperty", "owl:annotatedTarget")
# Property of a row's node -> the column it stands in; CURIEs by the file's own prefixes, or texts.
_CURIES = {
    OWL + "annotatedSource": "subject_id",
    OWL + "annotatedProperty": "predicate_id",
    OWL + "annotatedTarget": "object_id",
    SSSOM + "subject_id": "subject_id",
    SSSOM + "predicate_id": "predicate_id",
    SSSOM + "object_id": "object_id",
    SSSOM + "mapping_justification": "mapping_justification",
}
_TEXTS = {
    "http://purl.org/pav/authoredOn": "mapping_date",
    SSSOM + "object_label": "object_label",
    SSSOM + "source_seen": "source_seen",
    RDFS + "comment": "comment",
}
_EMPTY = Row("", "", "", "", "", "", "", "", "")
_SETS_KEPT = 64


def row_lines(mappings: MappingSet, row: Row) -> frozenset[Line]:
    """Return what the row says: the match, if one was found, and how it was made."""
    alone = lines_of(triples(replace(mappings, rows=(row,))))
    return alone - lines_of(triples(replace(mappings, rows=())))


def file_of(line: Line, change: Change, contents: Mapping[str, bytes]) -> str | None:
    """Return the SSSOM file that an added line belongs in; None when it is no part of a mapping.

    :raises UnfitProposal: it is a match, and nothing tells how it was made
    """
    sets = {f"<{_read(name, contents[name]).iri}#": name for name in contents if name.endswith(SUFFIX)}
    if line.predicate in _MATCHES:
        sides = (line.subject, line.predicate, line.value)
        for node, parts in _by_subject(change.additions).items():
            name = next((name for head, name in sets.items() if node.startswith(head)), None)
            known = _nodes(name, contents[name]).get(node, []) if name else []
            said = {each.predicate: each.value for each in (*known, *parts)}
            if tuple(map(said.get, _NODE_OF)) == sides:
                return name
        detail = f"“{line}” is a mapping; it belongs in a row of a mapping set, with how it was made."
        raise UnfitProposal(detail, field=line.subject)
    return next((name for head, name in sets.items() if line.subject.startswith(head)), None)


def with_rows(content: bytes, name: str, lines: frozenset[Line], label: Callable[[str], str]) -> bytes:
    """Return the SSSOM file with the rows that ``lines`` say, and its head as it was.

    :param label: what a term of ours, a CURIE, is called
    :raises UnfitProposal: the lines are not those of a head and whole rows
    """
    mappings = _read(name, content)
    known = {row_lines(mappings, row): row for row in mappings.rows}
    rows = [row for said, row in known.items() if said <= lines]
    left = lines.difference(*(row_lines(mappings, row) for row in rows))
    nodes = _by_subject(line for line in left if line.subject.startswith(f"<{mappings.iri}#"))
    rows += [row_of(mappings, each, label) for each in nodes.values()]
    written = replace(mappings, rows=tuple(rows))
    if any(breaks_row(cell) for row in rows for cell in astuple(row)):
        raise UnfitProposal(f"A cell of {name} would hold a tab or a line break: write one line.", field=name)
    if lines_of(triples(written)) != lines:
        raise UnfitProposal(f"The lines for {name} are not whole rows of mappings, each with its match.", field=name)
    return canonical(written).encode()


def node_of(mappings: MappingSet, subject: str, code: str) -> str:
    """Return what the node of a row is called, as a line has it; both sides are CURIEs."""
    return f"<{mappings.iri}#{subject.partition(':')[2]}-{code.partition(':')[2]}>"


def row_of(mappings: MappingSet, lines: Iterable[Line], label: Callable[[str], str]) -> Row:
    """Return the row whose node ``lines`` describe.

    :param label: what a term of ours, a CURIE, is called
    :raises UnfitProposal: it lacks one of its sides, or how it was made
    """
    cells = dict(_cells(mappings, triples_of(lines)))
    if missing := {"subject_id", "predicate_id", "object_id", "mapping_justification"} - cells.keys():
        raise UnfitProposal(f"A mapping lacks {', '.join(sorted(missing))}.", field=mappings.iri)
    return replace(_EMPTY, subject_label=label(cells["subject_id"]), **cells)


def _cells(mappings: MappingSet, said: Iterable[Triple]) -> Iterator[tuple[str, str]]:
    for triple in said:
        value, name = triple.object, triple.predicate.value
        if name in _CURIES and isinstance(value, NamedNode):
            yield _CURIES[name], _compact(mappings, value.value)
        elif name in _TEXTS and not isinstance(value, Triple):
            yield _TEXTS[name], value.value


def _compact(mappings: MappingSet, iri: str) -> str:
    prefixes: Mapping[str, str] = mappings.header["curie_map"]
    fitting = [(len(space), prefix) for prefix, space in prefixes.items() if iri.startswith(space)]
    if not fitting:
        raise UnfitProposal(f"The mapping set {mappings.title} has no prefix for {iri}.", field=mappings.iri)
    length, prefix = max(fitting)
    return f"{prefix}:{iri[length:]}"


def _by_subject(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.subject].append(line)
    return found


def breaks_row(cell: str) -> bool:
    """Tell whether a cell would not come back from its file as it is."""
    return "\t" in cell or cell.splitlines() not in ([cell], [])


@lru_cache(_SETS_KEPT)
def _nodes(name: str, content: bytes) -> Mapping[str, list[Line]]:
    """The lines about each row's node."""
    head = f"<{_read(name, content).iri}#"
    said = lines_of(triples(_read(name, content)))
    return {node: lines for node, lines in _by_subject(said).items() if node.startswith(head)}


@lru_cache(_SETS_KEPT)
def _read(name: str, content: bytes) -> MappingSet:
    return parse_mappings(content, name)
