"""One column of terms, written as SPARQL's JSON letter for letter as the engine writes its own rows.

Parsing, planning and running even the plainest query takes the engine several times as long as finding its rows in an
index; whoever finds them there has no rows of the engine's to write.
"""

from collections.abc import Iterable
from json.encoder import encode_basestring as quoted

from pyoxigraph import Literal, NamedNode

from miliary.store.results import Term

_STRING = NamedNode("http://www.w3.org/2001/XMLSchema#string")


class Unwritten(Exception):
    """A term that is left to the engine: a blank node, a triple, or a text with a direction."""


def json_of(name: str, terms: Iterable[Term]) -> bytes:
    """Return the answer that has one column and a row for each of ``terms``.

    :param name: of the column: letters, digits and underscores
    :raises Unwritten: there is a term that only the engine writes
    """
    rows = ",".join([f'{{"{name}":{{{_cell(each)}}}}}' for each in terms])
    return f'{{"head":{{"vars":["{name}"]}},"results":{{"bindings":[{rows}]}}}}'.encode()


def _cell(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f'"type":"uri","value":{quoted(term.value)}'
    if not isinstance(term, Literal):
        raise Unwritten
    return f'"type":"literal","value":{quoted(term.value)}{_kind(term)}'


def _kind(literal: Literal) -> str:
    """Return what a literal has beside its text."""
    if literal.language is not None:
        if literal.direction is not None:
            raise Unwritten
        return f',"xml:lang":{quoted(literal.language)}'
    datatype = literal.datatype
    return "" if datatype == _STRING else f',"datatype":{quoted(datatype.value)}'
