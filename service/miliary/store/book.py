"""The book of a server: the small graph that tells which versions it has, in which graphs, and which one answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote

from pyoxigraph import Literal, NamedNode, Triple

from miliary.store.ended import StoreFailed
from miliary.store.pinned import Pinned
from miliary.store.results import Solutions
from miliary.vocabulary import MIL, XSD

_STORE = f"{MIL}store/"
CURRENT, BEGUN, DEFAULT, GRAPH, PUBLIC, VERSION, WRITTEN, STATEMENTS = (
    NamedNode(_STORE + name)
    for name in ("current", "begun", "default", "graph", "public", "version", "written", "statements")
)
_DATE_TIME, _INTEGER = NamedNode(XSD + "dateTime"), NamedNode(XSD + "integer")

ANSWERING = f"""SELECT ?version ?written ?book {{
  ?edition {VERSION} ?version ; {WRITTEN} ?written .
  OPTIONAL {{ ?book {CURRENT} ?edition }}
}}"""
"""Which versions are whole, and which of them is pointed at; it runs on the book alone, as do all of these."""

EDITIONS = f"""SELECT ?edition ?begun ?default ?graph ?public ?version ?written ?statements {{
  ?edition {BEGUN} ?begun ; {DEFAULT} ?default .
  OPTIONAL {{ ?edition {GRAPH} ?graph . ?graph {PUBLIC} ?public }}
  OPTIONAL {{ ?edition {VERSION} ?version ; {WRITTEN} ?written ; {STATEMENTS} ?statements }}
}}"""

SIZE = "SELECT (COUNT(*) AS ?size) { ?subject ?property ?value }"
ALL = "CONSTRUCT { ?subject ?property ?value } WHERE { ?subject ?property ?value }"


@dataclass(slots=True)
class Edition:
    """One writing of a version; two writers of the same version write two.

    :param version: empty until it is whole, as are ``written`` and ``statements``
    """

    iri: str
    begun: datetime
    default: str
    graphs: dict[str, str] = field(default_factory=dict)
    version: str = ""
    written: datetime | None = None
    statements: int = 0

    @classmethod
    def planned(cls, iri: str, public: Iterable[str], begun: datetime) -> "Edition":
        """Return an edition that is to be written, with a name there for each of its graphs."""
        graphs = {name: f"{iri}/{number}/{quote(name, safe='')}" for number, name in enumerate(sorted(public), start=1)}
        return cls(iri, begun, f"{iri}/default", graphs)

    @property
    def there(self) -> tuple[str, ...]:
        """The names of all its graphs on the server."""
        return (self.default, *self.graphs.values())

    def pinned(self) -> Pinned:
        """Return what a reader of it must know."""
        return Pinned(self.iri, self.version, self.default, self.graphs, self.statements)

    def beginning(self) -> list[Triple]:
        """What is entered before anything is written, so that what is left of a dead writer can be found."""
        node = NamedNode(self.iri)
        entered = [Triple(node, BEGUN, _moment(self.begun)), Triple(node, DEFAULT, NamedNode(self.default))]
        for public, there in self.graphs.items():
            entered += [
                Triple(node, GRAPH, NamedNode(there)),
                Triple(NamedNode(there), PUBLIC, NamedNode(public)),
            ]
        return entered

    def completion(self, version: str, written: datetime, statements: int) -> list[Triple]:
        """What is entered when all of it is there."""
        node = NamedNode(self.iri)
        return [
            Triple(node, VERSION, Literal(version)),
            Triple(node, WRITTEN, _moment(written)),
            Triple(node, STATEMENTS, Literal(str(statements), datatype=_INTEGER)),
        ]


def answering(rows: Solutions) -> str | None:
    """Return the version that answers, from what :data:`ANSWERING` answers.

    Where none is pointed at, or two are, since a server may move the pointer in two steps, it is the one written last.
    """
    found = [("book" in row, row["written"], row["version"]) for row in texts(rows)]
    return max(found)[2] if found else None


def editions(rows: Solutions) -> list[Edition]:
    """Read what :data:`EDITIONS` answers.

    :raises StoreFailed: it is not what we would have entered
    """
    found: dict[str, Edition] = {}
    try:
        for row in texts(rows):
            edition = found.setdefault(
                row["edition"], Edition(row["edition"], datetime.fromisoformat(row["begun"]), row["default"])
            )
            if "graph" in row:
                edition.graphs[row["public"]] = row["graph"]
            if "version" in row:
                edition.version, edition.statements = row["version"], int(row["statements"])
                edition.written = datetime.fromisoformat(row["written"])
    except (KeyError, ValueError) as error:
        raise StoreFailed("its list of versions is not as it was written") from error
    return list(found.values())


def texts(rows: Solutions) -> Iterable[Mapping[str, str]]:
    """Yield rows of IRIs and literals as texts; empty cells are left out."""
    for row in rows.records():
        yield {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}


def _moment(time: datetime) -> Literal:
    return Literal(time.isoformat(), datatype=_DATE_TIME)
