"""Files to triples: reads the knowledge folder, and remembers which file describes what.

Turtle and RDF/XML are told apart by how a file begins, not by its name: an OWL editor may save RDF/XML as ``.ttl``. The
mappings to other vocabularies are SSSOM files; they come last, since what they say of a term does not describe it.
Blank nodes get fresh names in each file, so that no two files share one by accident.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from miliary.errors import BrokenTurtle
from miliary.knowledge.sssom import SUFFIX as SSSOM_SUFFIX
from miliary.knowledge.sssom import parse_mappings
from miliary.knowledge.sssom import triples as mapped

ONTOLOGY_FOLDER = "ontology"
_SUFFIXES = (".ttl", ".owl", ".rdf", SSSOM_SUFFIX)
_RDF_XML = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:\?xml|!DOCTYPE|!--|rdf:RDF)")
# The parser begins its message with the position, which BrokenTurtle says in its own words.
_POSITION = re.compile(r"\A(?:Parser error at )?line \d+ (?:column \d+|between columns? \d+ and (?:column )?\d+): ")

Node: TypeAlias = NamedNode | BlankNode
Term: TypeAlias = NamedNode | BlankNode | Literal


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What the files say, before any rule has run.

    :param triples: every triple of every file, in the order of the files' names
    :param files: subject -> names of the files that describe it, relative to the knowledge folder where they lie in it
    """

    triples: tuple[Triple, ...]
    files: Mapping[Node, tuple[str, ...]]


def load(folder: Path, beside: Iterable[Path] = ()) -> Knowledge:
    """Read every RDF and SSSOM file below ``folder``/ontology, and the files ``beside`` it.

    A file given in ``beside`` that lies elsewhere takes the place of the file of the same name in the folder: this is
    how an edited copy is looked at before it is put back.

    :raises BrokenTurtle: a file cannot be read; its line and column are named
    """
    root = folder.resolve()
    inside = set(knowledge_files(root))
    outside = {path.resolve() for path in beside} - inside
    replaced = {path.name for path in outside}
    chosen = sorted(outside | {path for path in inside if path.name not in replaced}, key=_mappings_last)
    return gather({name_of(path, root): read(path) for path in chosen})


def knowledge_files(folder: Path) -> list[Path]:
    """Return every RDF and SSSOM file below ``folder``/ontology, in the order in which they are read."""
    found = (folder.resolve() / ONTOLOGY_FOLDER).rglob("*")
    return sorted((path for path in found if path.name.endswith(_SUFFIXES) and path.is_file()), key=_mappings_last)


def _mappings_last(path: Path) -> tuple[bool, Path]:
    return path.name.endswith(SSSOM_SUFFIX), path


def gather(triples_of: Mapping[str, Iterable[Triple]]) -> Knowledge:
    """Join the triples of several files, given by file name."""
    triples: list[Triple] = []
    files: dict[Node, dict[str, None]] = {}
    for file, contents in triples_of.items():
        for triple in contents:
            triples.append(triple)
            if not isinstance(triple.subject, Triple):
                files.setdefault(triple.subject, {})[file] = None
    return Knowledge(tuple(triples), MappingProxyType({node: tuple(names) for node, names in files.items()}))


def name_of(path: Path, folder: Path) -> str:
    """Name the file at ``path`` as messages do: relative to ``folder`` where it lies in it, with forward slashes."""
    whole, root = path.resolve(), folder.resolve()
    return (whole.relative_to(root) if whole.is_relative_to(root) else whole).as_posix()


def read(path: Path) -> tuple[Triple, ...]:
    """Read one file: SSSOM by its name, else Turtle or RDF/XML.

    :raises BrokenTurtle: the file cannot be opened or is not well-formed
    """
    return read_bytes(content_of(path), path)


def content_of(path: Path) -> bytes:
    """Return the bytes of a file.

    :raises BrokenTurtle: the file cannot be opened
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BrokenTurtle(path, f"The file cannot be opened: {error.strerror}.") from error


def read_bytes(content: bytes, name: Path | str) -> tuple[Triple, ...]:
    """Read ``content`` as SSSOM, Turtle or RDF/XML; ``name`` is what an error calls it.

    :raises BrokenTurtle: the content is not well-formed
    """
    if str(name).endswith(SSSOM_SUFFIX):
        return tuple(mapped(parse_mappings(content, name)))
    rdf_xml = _RDF_XML.match(content) is not None
    chosen = RdfFormat.RDF_XML if rdf_xml else RdfFormat.TURTLE
    try:
        return tuple(
            quad.triple for quad in parse(content, format=chosen, rename_blank_nodes=True, without_named_graphs=True)
        )
    except SyntaxError as error:
        line, column = (error.lineno, error.offset) if error.lineno else _xml_position(content)
        why = _POSITION.sub("", error.msg).rstrip(".")
        raise BrokenTurtle(name, f"{why}.", line=line, column=column) from error


def _xml_position(content: bytes) -> tuple[int | None, int | None]:
    """Where XML stops being well-formed (the RDF/XML parser does not say); None when the XML itself is fine."""
    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError as error:
        return error.lineno, error.offset + 1
    return None, None
