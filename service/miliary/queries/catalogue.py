"""The stored queries: one ``.rq`` file each, found by its name and bound to the values that it is asked with.

A file runs as it stands. Its parameters are the rows of its ``VALUES ?name { … }`` blocks, which hold an example;
binding replaces the rows by typed terms, and nothing else in a query is ever replaced.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from miliary.errors import InvalidParameter, KnowledgeError, NotFound
from miliary.queries.header import Header, read_header
from miliary.queries.parameter import Given, Parameter
from miliary.queries.tokens import Block, blocks, tokens

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
"""How a query can answer."""

_NAME = re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """A query file.

    :param name: its path in the catalogue's folder, without the ending
    :param header: what its comment says of it
    :param text: the SPARQL as it stands, with its example values
    :param blocks: where in the text the rows of its parameters stand
    """

    name: str
    header: Header
    text: str
    blocks: tuple[Block, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """A few words."""
        return self.header.title

    @property
    def question(self) -> str:
        """What is asked, in the words of the person who would ask it."""
        return self.header.question

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What it can be told, in the order of its header."""
        return self.header.parameters

    @property
    def columns(self) -> tuple[str, ...]:
        """The variables of a SELECT, without ``?``, in order."""
        return self.header.columns

    @property
    def severity(self) -> str:
        """How much a row of a check matters; empty for what is no check."""
        return self.header.severity

    @property
    def follows(self) -> str:
        """The rules of others that a check comes from, in their own names."""
        return self.header.follows

    @property
    def form(self) -> str:
        """How it answers: the first of SELECT, ASK, CONSTRUCT and DESCRIBE in its text, in capitals.

        :raises KnowledgeError: there is none of them in it
        """
        words = (token.text.upper() for token in tokens(self.text) if token.kind == "word")
        form = next((word for word in words if word in FORMS), None)
        if form is None:
            raise KnowledgeError(f"The query “{self.name}” asks nothing: it has none of {', '.join(FORMS)}.")
        return form

    def servers(self) -> tuple[str, ...]:
        """Return the addresses of the other servers that it asks, in the order of the text."""
        pairs = pairwise(token for token in tokens(self.text) if token.text.upper() != "SILENT")
        named = (server for word, server in pairs if word.text.upper() == "SERVICE" and server.kind == "iri")
        return tuple(dict.fromkeys(server.text[1:-1] for server in named))

    def bind(self, /, **values: Given) -> str:
        """Return the query with ``values`` in place of its examples.

        :raises InvalidParameter: a value is not declared, is missing or is of the wrong type; each is named
        """
        rows = self._rows(values)
        text = self.text
        for block in reversed(self.blocks):
            text = f"{text[: block.start]} {rows[block.name]} {text[block.end :]}"
        return text

    def examples(self) -> dict[str, Given]:
        """Return the examples of the header, by parameter, as :meth:`bind` takes them."""
        return {parameter.name: parameter.example for parameter in self.parameters}

    def _rows(self, values: dict[str, Given]) -> dict[str, str]:
        declared = {parameter.name: parameter for parameter in self.parameters}
        for name in values.keys() - declared.keys():
            known = f"it has {', '.join(declared)}" if declared else "it has none"
            detail = f"The query “{self.name}” has no parameter “{name}”; {known}."
            raise InvalidParameter(detail, parameter=name, known=list(declared))
        return {name: parameter.rows(values.get(name)) for name, parameter in declared.items()}


class Catalogue:
    """The stored queries of a folder, each read when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, StoredQuery] = {}

    def names(self, under: str = "") -> list[str]:
        """Return the names of the queries directly in the folder or in its subfolder ``under``, sorted."""
        files = (self._folder / under).glob("*.rq")
        return sorted(file.relative_to(self._folder).with_suffix("").as_posix() for file in files)

    def load(self, name: str) -> StoredQuery:
        """Return the query of that name; one in a subfolder is called ``subfolder/name``.

        :raises NotFound: there is none
        :raises KnowledgeError: its file has no proper header, or a parameter without a ``VALUES`` block
        """
        if name not in self._read:
            self._read[name] = self._from_file(name)
        return self._read[name]

    def rules(self) -> list[StoredQuery]:
        """Return the inference rules, ``rules/*.rq``, in the order of their number."""
        return [self.load(name) for name in self.names("rules")]

    def _from_file(self, name: str) -> StoredQuery:
        file = self._folder / f"{name}.rq"
        if not _NAME.fullmatch(name) or not file.is_file():
            raise NotFound(f"There is no stored query “{name}”.", name=name, known=self.names())
        text = file.read_text(encoding="utf-8")
        try:
            header = read_header(text)
        except ValueError as error:
            raise KnowledgeError(f"{file}: {error}.", file=str(file)) from error
        names = {parameter.name for parameter in header.parameters}
        places = tuple(block for block in blocks(text) if block.name in names)
        for unbound in names - {block.name for block in places}:
            detail = f"{file}: the parameter “{unbound}” has no block “VALUES ?{unbound} {{ … }}”."
            raise KnowledgeError(detail, file=str(file), parameter=unbound)
        return StoredQuery(name, header, text, places)
