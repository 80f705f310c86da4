"""``miliary report``."""

import json
from typing import BinaryIO

import click

from miliary.cli.opened import service
from miliary.cli.terminal import output, printable, table
from miliary.errors import MalformedInput
from miliary.reports import DISCLAIMER, Reading, document_of
from miliary.reports.reader import Reader
from miliary.settings import Settings
from miliary.terms import TermIndex
from miliary.vocabulary import curie


@click.command("report")
@click.argument("file", type=click.File("rb"))
@click.option("--json", "as_json", is_flag=True, help="Print what was read as JSON, as the HTTP interface sends it.")
def command(*, file: BinaryIO, as_json: bool) -> None:
    """Read the findings out of the report in FILE, - for standard input: present, absent, uncertain or of the past.

    It ranks nothing: give what you confirm to “miliary ask”.
    """
    settings = Settings.from_environment()
    text = _decoded(file.read(settings.max_body + 1))
    opened = service(settings)
    reading = Reader(opened.terms, settings.max_report).read(text)
    if as_json:
        read = {"version": opened.version, **document_of(text, reading, opened.terms)}
        click.echo(json.dumps(read, ensure_ascii=True, indent=2))
    else:
        _show(text, reading, opened.terms)


def _decoded(content: bytes) -> str:
    """Return the text of a file.

    :raises MalformedInput: it is not UTF-8
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"The report is not UTF-8 (byte {error.start}).") from error


def _show(text: str, reading: Reading, terms: TermIndex) -> None:
    console = output()
    grid = table("finding", "state", "words", "because", "id")
    for each in reading.mentions:
        words = " … ".join(text[one.start : one.end] for one in (each.sign, each) if one is not None)
        label = terms.label(each.finding)
        grid.add_row(label, each.state, printable(words), printable(each.because), curie(each.finding))
    console.print(grid if reading.mentions else "No finding of the vocabulary was recognised.")
    told = [str(each) for each in (reading.patient.age, reading.patient.sex) if each is not None]
    if told:
        console.print(f"\npatient: {', '.join(told)}")
    if left := [text[each.start : each.end] for each in reading.unmapped]:
        console.print(printable(f"\nnot in the vocabulary: {', '.join(left)}"))
    console.print(f"\n{DISCLAIMER}")
