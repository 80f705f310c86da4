"""``miliary knowledge``."""

import json

import click
from rich.text import Text

from miliary.cli.opened import published
from miliary.cli.terminal import output, table
from miliary.composition import answering_version
from miliary.index.inventory import read_inventory
from miliary.index.tables import Cell, Named, Table, as_json
from miliary.settings import Settings

_NARROWEST = 12  # characters of a column of words, so that on a narrow terminal the headings of numbers give way


@click.group("knowledge")
def command() -> None:
    """Look at the knowledge as a whole."""


@command.command("report")
@click.option("--json", "json_wanted", is_flag=True, help="Print every table whole, as JSON.")
@click.option(
    "--rows", type=click.IntRange(1), default=40, show_default=True, help="The most rows of a table to print."
)
def report(*, json_wanted: bool, rows: int) -> None:
    """Count what the published knowledge holds and what it lacks: the stored queries of queries/report/."""
    settings = Settings.from_environment()
    store, catalogue = published(settings)
    tables = read_inventory(store, catalogue)
    if json_wanted:
        click.echo(json.dumps(as_json(answering_version(settings) or "", tables), ensure_ascii=False, indent=2))
        return
    for each in tables:
        _print(each, rows)


def _print(found: Table, rows: int) -> None:
    console = output()
    console.print(Text(found.title, style="bold"))
    console.print(Text(found.question, style="dim"))
    grid = table(*found.headings, numbers=found.numbers)
    for column in grid.columns:
        column.min_width = 3 if column.no_wrap else _NARROWEST
        column.no_wrap = False
    for row in found.rows[:rows]:
        grid.add_row(*map(_words, row))
    console.print(grid)
    hidden = len(found.rows) - rows
    if hidden > 0:
        console.print(f"and {hidden} more; --rows {len(found.rows)} prints them all.")
    console.print()


def _words(cell: Cell) -> str:
    return cell.label if isinstance(cell, Named) else str(cell)
