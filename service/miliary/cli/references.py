"""``miliary references``."""

import tempfile
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from miliary.cli.terminal import output, printable, table
from miliary.composition import check
from miliary.errors import KnowledgeInvalid, MalformedInput
from miliary.knowledge.bibliography import read_bibliography
from miliary.knowledge.format import Rewriting
from miliary.knowledge.references import Change, Effect, plan_import
from miliary.knowledge.report import Severity
from miliary.knowledge.sources import Sources
from miliary.settings import Settings

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_LONGEST = 120  # characters of a work in the table


@click.group("references")
def command() -> None:
    """Look after the works that a source document cites."""


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--apply", "write", is_flag=True, help="Write the file of the references; without it, only look.")
@click.option("--knowledge", type=_FOLDER, help="The knowledge folder; by default that of the settings.")
@click.option("--document", metavar="TERM", help="The source document: CURIE, label or DOI, where there are several.")
def import_references(file: Path, *, write: bool, knowledge: Path | None, document: str | None) -> None:
    """Take over the reference list in FILE: a Crossref work as JSON, its list alone, or CSL-JSON.

    It must be the whole list of the source document: another length, a number twice or outside, or one work under two
    numbers is refused. Without --apply nothing is written.
    """
    settings = Settings.from_environment()
    folder = knowledge or settings.knowledge
    sources = Sources.open(folder)
    found = read_bibliography(_text(file))
    plan = plan_import(folder, sources, sources.document(document), found, datetime.now(UTC))
    console = output()
    console.print(_table(plan.changes))
    console.print(_summary(plan.changes))
    numbers = "are those that its entries give" if found.numbered else "follow the order of the list"
    console.print(f"Read as {found.kind}; the numbers {numbers}.")
    if not write:
        console.print(f"Nothing was written; --apply writes {plan.rewriting.target}.", soft_wrap=True)
    elif any(each.effect is not Effect.UNCHANGED for each in plan.changes):
        _refuse_invalid(replace(settings, knowledge=folder), plan.rewriting)
        plan.rewriting.write()
        console.print(f"{plan.rewriting.target} is written.", soft_wrap=True)


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise MalformedInput(f"{file} is not text in UTF-8.") from error


def _refuse_invalid(settings: Settings, rewriting: Rewriting) -> None:
    """Validate the file as it would be, before it is in its place."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / rewriting.target.name
        copy.write_bytes(rewriting.content)
        violations = [each for each in check(settings, [copy]) if each.severity is Severity.VIOLATION]
    if violations:
        raise KnowledgeInvalid(violations, f"{rewriting.target} would not be valid; nothing was written.")


def _table(changes: tuple[Change, ...]) -> object:
    grid = table("number", "status now", "effect", "changes", "work", numbers=frozenset({"number"}))
    for each in changes:
        grid.add_row(
            str(each.number), each.status, each.effect, ", ".join(each.fields), printable(str(each.work)[:_LONGEST])
        )
    return grid


def _summary(changes: tuple[Change, ...]) -> str:
    counts = Counter(each.effect for each in changes)
    return f"{len(changes)} references: " + ", ".join(f"{counts[effect]} {effect}" for effect in Effect) + "."
