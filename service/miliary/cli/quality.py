"""``miliary quality``."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, fields
from pathlib import Path

import click

from miliary.cli.terminal import output, printable, table
from miliary.knowledge.quality import Fault, Importance, Quality, examine
from miliary.knowledge.report import short
from miliary.settings import Settings

_COLUMNS = tuple(each.name for each in fields(Fault))


@click.command("quality")
@click.argument("files", metavar="[FILE]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--severity",
    "least",
    type=click.Choice([each.value for each in Importance]),
    default=Importance.WARNING.value,
    show_default=True,
    help="The least that a finding must matter to be shown.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "tsv"]),
    default="table",
    show_default=True,
    help="How the findings are written; with json and tsv nothing else is.",
)
@click.pass_context
def command(ctx: click.Context, files: tuple[Path, ...], least: str, form: str) -> None:
    """Check how well the ontology is made, or only what each FILE describes: names, definitions, metadata, OWL 2 DL.

    A FILE from elsewhere is checked in place of the one of its name. Ends with status 1 if there are errors; warnings
    are told, with the reason where they are let pass for one.
    """
    found = examine(Settings.from_environment().knowledge, files or None)
    faults = found.down_to(Importance(least))
    if form == "json":
        click.echo(json.dumps([asdict(fault) for fault in faults], ensure_ascii=False, indent=2))
    elif form == "tsv":
        click.echo(as_tsv(faults), nl=False)
    else:
        _print(found, faults)
    ctx.exit(0 if found.ok else 1)


def as_tsv(faults: Iterable[Fault]) -> str:
    """Write ``faults`` as tab-separated values with a header; a tab or line break in a value makes it quoted."""
    written = io.StringIO()
    rows = csv.DictWriter(written, _COLUMNS, delimiter="\t", lineterminator="\n")
    rows.writeheader()
    rows.writerows(asdict(fault) for fault in faults)
    return written.getvalue()


def _print(found: Quality, faults: Sequence[Fault]) -> None:
    console = output()
    for importance in Importance:
        chosen = [fault for fault in faults if fault.severity is importance]
        if chosen:
            grid = table("check", "file", "term", "what", title=f"{importance}: {len(chosen)}")
            for fault in chosen:
                what = ": ".join(filter(None, [fault.title, short(fault.value)]))
                reason = f"\nlet pass: {fault.why}" if fault.why else ""
                grid.add_row(fault.check, printable(fault.file), printable(short(fault.term)), printable(what + reason))
            console.print(grid)
            console.print()
    for each in found.stale:
        line = f"explained.tsv: {each.check} no longer finds {short(each.term)} {short(each.value)}".rstrip()
        console.print(printable(f"{line}; delete the line."), soft_wrap=True)
    console.print(summary(found))


def summary(found: Quality) -> str:
    """Count the findings by how much they matter."""
    counts = {each: sum(fault.severity is each for fault in found.faults) for each in Importance}
    errors, warnings = counts[Importance.ERROR], counts[Importance.WARNING]
    unexplained = sum(fault.severity is Importance.WARNING for fault in found.unexplained)
    told = f"{_number(errors, 'error')}. {_number(warnings, 'warning')}, {unexplained} unexplained."
    return f"{found.checks} checks. {told} {counts[Importance.INFO]} to know."


def _number(count: int, what: str) -> str:
    return f"{count or 'No'} {what}{'' if count == 1 else 's'}"
