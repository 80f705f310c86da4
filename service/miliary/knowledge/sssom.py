"""SSSOM files: the links of our terms to other vocabularies, one file a vocabulary.

A file is tab-separated with a commented YAML header (Simple Standard for Sharing Ontological Mappings). It comes back
from :func:`canonical` to the same bytes, and :func:`triples` makes of each row a ``skos:`` match and, beside it, the
annotated axiom that says how the match was made, as SSSOM's own RDF does. A row whose object is ``sssom:NoTermFound``
says that somebody looked: it is no match and no axiom, but a ``sssom:Mapping`` by the names of SSSOM's own columns.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from miliary.errors import BrokenTurtle
from miliary.vocabulary import DCTERMS, OWL, RDF, RDFS, SSSOM, XSD

SUFFIX = ".sssom.tsv"
NO_TERM_FOUND = "sssom:NoTermFound"
COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "mapping_date",
    "source_seen",
    "comment",
)
_NEEDED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_NUMBER = re.compile(r"(\d+)")
# The type of a row's node, and what leads from it to subject, predicate and object. Nobody states what was not found,
# so that it must not look like the axiom of a statement.
_AXIOM = (OWL + "Axiom", OWL + "annotatedSource", OWL + "annotatedProperty", OWL + "annotatedTarget")
_LOOKED_FOR = (SSSOM + "Mapping", SSSOM + "subject_id", SSSOM + "predicate_id", SSSOM + "object_id")
# What SSSOM's RDF calls mapping_date.
_AUTHORED_ON = "http://purl.org/pav/authoredOn"

Header = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One mapping as its line says it: CURIEs and texts, empty where nothing is said."""

    subject_id: str
    subject_label: str
    predicate_id: str
    object_id: str
    object_label: str
    mapping_justification: str
    mapping_date: str
    source_seen: str
    comment: str

    @property
    def found(self) -> bool:
        """Whether there is a match; False where one was looked for in vain."""
        return self.object_id != NO_TERM_FOUND


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One file: its header and its rows."""

    header: Header
    rows: tuple[Row, ...]

    @property
    def iri(self) -> str:
        """The IRI of the set."""
        return str(self.header["mapping_set_id"])

    @property
    def title(self) -> str:
        """What the vocabulary is called."""
        return str(self.header["mapping_set_title"])

    def expand(self, compact: str) -> str:
        """Return the IRI of a CURIE by the file's own prefixes.

        :raises KeyError: its prefix is not declared at the head of the file
        """
        prefix, _, name = compact.partition(":")
        return str(self.header["curie_map"][prefix]) + name


def read_mappings(folder: Path) -> tuple[MappingSet, ...]:
    """Read every SSSOM file of the knowledge in ``folder``, by name.

    :raises BrokenTurtle: one cannot be opened or is no SSSOM file; its line is named
    """
    files = sorted((folder / "ontology" / "mappings").glob(f"*{SUFFIX}"))
    return tuple(parse_mappings(path.read_bytes(), path) for path in files)


def parse_mappings(content: bytes, name: Path | str) -> MappingSet:
    """Read ``content`` as SSSOM; ``name`` is what an error calls it.

    :raises BrokenTurtle: it is no SSSOM file; its line is named
    """
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise BrokenTurtle(name, "The file is not text in UTF-8.") from error
    lines = text.splitlines()
    head = next((number for number, line in enumerate(lines) if not line.startswith("#")), len(lines))
    header = _header("\n".join(line[1:] for line in lines[:head]), name)
    table = csv.DictReader(lines[head:], delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
    if unknown := set(table.fieldnames or ()) - set(COLUMNS):
        raise BrokenTurtle(name, f"There is no column “{min(unknown)}”; there are {', '.join(COLUMNS)}.", line=head + 1)
    found = MappingSet(header, tuple(_row(cells, name, head + table.line_num) for cells in table))
    for number, row in enumerate(found.rows, head + 2):
        _check(found, row, name, number)
    return found


def canonical(mappings: MappingSet) -> str:
    """Write the file: header fields and prefixes in order, rows by subject, then predicate, then object."""
    import yaml  # slow to import, and only who edits mappings needs it

    header = dict(mappings.header)
    header["curie_map"] = dict(sorted(header["curie_map"].items()))
    written = yaml.safe_dump(header, sort_keys=True, allow_unicode=True, width=10_000)
    output = io.StringIO()
    output.writelines(f"#{line}\n" for line in written.splitlines())
    output.write("\t".join(COLUMNS) + "\n")
    for row in sorted(mappings.rows, key=_order):
        output.write("\t".join(getattr(row, column) for column in COLUMNS) + "\n")
    return output.getvalue()


def triples(mappings: MappingSet) -> Iterator[Triple]:
    """Yield each match as a triple, its axiom with justification and source, and the set with licence and notice."""
    whole = NamedNode(mappings.iri)
    yield Triple(whole, NamedNode(RDF + "type"), NamedNode(SSSOM + "MappingSet"))
    yield Triple(whole, NamedNode(DCTERMS + "title"), Literal(mappings.title))
    yield Triple(whole, NamedNode(DCTERMS + "license"), NamedNode(str(mappings.header["license"])))
    yield Triple(whole, NamedNode(RDFS + "comment"), Literal(str(mappings.header["other"])))
    for row in mappings.rows:
        sides = [NamedNode(mappings.expand(each)) for each in (row.subject_id, row.predicate_id, row.object_id)]
        if row.found:
            yield Triple(*sides)
        kind, *parts = _AXIOM if row.found else _LOOKED_FOR
        node = NamedNode(f"{mappings.iri}#{_local(row.subject_id)}-{_local(row.object_id)}")
        yield Triple(node, NamedNode(RDF + "type"), NamedNode(kind))
        yield from (Triple(node, NamedNode(part), side) for part, side in zip(parts, sides, strict=True))
        yield Triple(node, NamedNode(RDFS + "isDefinedBy"), whole)
        yield from _circumstances(mappings, row, node)


def _circumstances(mappings: MappingSet, row: Row, node: NamedNode) -> Iterator[Triple]:
    """How, when and where from a row was made."""
    justification = NamedNode(mappings.expand(row.mapping_justification))
    yield Triple(node, NamedNode(SSSOM + "mapping_justification"), justification)
    if row.mapping_date:
        yield Triple(node, NamedNode(_AUTHORED_ON), Literal(row.mapping_date, datatype=NamedNode(XSD + "date")))
    texts = {
        SSSOM + "object_label": row.object_label,
        SSSOM + "source_seen": row.source_seen,
        RDFS + "comment": row.comment,
    }
    for name, text in texts.items():
        if text:
            yield Triple(node, NamedNode(name), Literal(text))


def _header(text: str, name: Path | str) -> Header:
    import yaml

    try:
        # Written in C where that was built: pages of editors read every mapping file.
        header = yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  # both are safe
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise BrokenTurtle(name, "The commented header is not YAML.", line=line) from error
    needed = ("curie_map", "license", "mapping_set_id", "mapping_set_title", "other")
    missing = [each for each in needed if not isinstance(header, dict) or each not in header]
    if missing:
        raise BrokenTurtle(name, f"The header lacks {', '.join(missing)}.", line=1)
    return dict(header)


def _row(cells: Mapping[str | None, Any], name: Path | str, line: int) -> Row:
    if None in cells or any(value is None for value in cells.values()):
        raise BrokenTurtle(name, "The row has not as many cells as there are columns.", line=line)
    return Row(**{column: cells.get(column, "") for column in COLUMNS})


def _check(mappings: MappingSet, row: Row, name: Path | str, line: int) -> None:
    for column in _NEEDED:
        compact = getattr(row, column)
        prefix, colon, local = compact.partition(":")
        if not (colon and local and prefix in mappings.header["curie_map"]):
            raise BrokenTurtle(
                name, f"The {column} “{compact}” does not begin with a prefix of the header's curie_map.", line=line
            )


def _order(row: Row) -> tuple[str, str, Sequence[str | int]]:
    """Numbers inside ids count as numbers."""
    parts = _NUMBER.split(row.object_id)
    return row.subject_id, row.predicate_id, [int(each) if place % 2 else each for place, each in enumerate(parts)]


def _local(compact: str) -> str:
    return compact.partition(":")[2]
