"""``miliary query``."""

from collections import defaultdict
from collections.abc import Iterable

import click
from rich.text import Text

from miliary.cli.opened import published
from miliary.cli.terminal import output, printable, table
from miliary.queries import Catalogue, Given, StoredQuery
from miliary.settings import Settings
from miliary.store import GRAPH_FORMATS, Answer, Solutions, Term, Triples
from miliary.vocabulary import curie

_TURTLE = GRAPH_FORMATS[0]


@click.command("query")
@click.argument("name", required=False)
@click.option(
    "--param",
    "given",
    metavar="NAME=VALUE",
    multiple=True,
    help="A value for a parameter of the query; again for a further value of a list.",
)
def command(name: str | None, given: tuple[str, ...]) -> None:
    """Ask the stored query NAME of the published knowledge; without NAME, list the stored queries.

    A term is given as CURIE (mil:Pons) or as IRI. A list that is not given is empty.
    """
    settings = Settings.from_environment()
    if name is None:
        _list(Catalogue(settings.knowledge / "queries"))
        return
    store, catalogue = published(settings)
    query = catalogue.load(name)
    _show(store.query(query.bind(**values_of(query, given))))


def values_of(query: StoredQuery, given: Iterable[str]) -> dict[str, Given]:
    """Sort ``name=value`` texts by parameter; what is wrong with them is for the query to say."""
    many = {parameter.name for parameter in query.parameters if parameter.many}
    collected: dict[str, list[str]] = defaultdict(list, {name: [] for name in many})
    for each in given:
        name, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"“{each}” does not read NAME=VALUE.", param_hint="--param")
        collected[name].append(value)
    return {
        name: values[0] if len(values) == 1 and name not in many else list(values) for name, values in collected.items()
    }


def _list(catalogue: Catalogue) -> None:
    grid = table("query", "parameters", "question")
    for name in catalogue.names():
        query = catalogue.load(name)
        grid.add_row(name, ", ".join(parameter.name for parameter in query.parameters), query.question)
    output().print(grid)


def _show(answer: Answer) -> None:
    if isinstance(answer, Solutions):
        grid = table(*answer.variables)
        for row in answer:
            grid.add_row(*map(_cell, row))
        output().print(grid)
    elif isinstance(answer, Triples):
        output().print(answer.serialise(_TURTLE).decode(), soft_wrap=True)
    else:
        output().print("yes" if answer else "no")


def _cell(term: Term | None) -> Text:
    """A term as people read it: an IRI as its CURIE, a literal without quotes."""
    return printable("" if term is None else curie(str(getattr(term, "value", term))))
