"""``miliary evaluate``: methods side by side on cases with a known diagnosis."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from miliary.cli.answer import signed
from miliary.cli.opened import service
from miliary.cli.terminal import output, printable, table
from miliary.consultation.evaluation import evaluate
from miliary.settings import Settings

Json = Mapping[str, Any]

_CASES = Path("tests") / "cases" / "figure-patients.yaml"
_FEW = 3


@click.command("evaluate")
@click.option(
    "--cases",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A YAML file of cases, Phenopackets v2 as JSON, or a folder of either; else the article's own patients.",
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@click.pass_context
def command(ctx: click.Context, cases: Path | None, as_json: bool) -> None:
    """Compare Miliary with simpler methods on cases with a known diagnosis.

    Without --cases these are the patients of the article's figures: a smoke test on the source's own examples, not a
    validation. Terms that are not in the vocabulary are listed and counted. Ends with status 1 if Miliary excludes a
    true disease.
    """
    settings = Settings.from_environment()
    report = evaluate(service(settings), cases or settings.knowledge / _CASES)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, indent=2))
    else:
        _show(report)
    ctx.exit(int(any(each["ours"] and each["ours"]["status"] == "excluded" for each in report["patients"])))


def _show(report: Json) -> None:
    console = output()
    console.print(Text(report["what"], style="italic"))
    console.print(f"{report['cases']} cases, knowledge version {report['version']}")
    console.print()
    console.print(_methods(report["methods"]))
    console.print()
    for method in report["methods"]:
        console.print(f"{method['label']} keeps: {method['keeps']}.")
    console.print("Cases, and in brackets Wilson's 95 % interval in percent; set: how many are kept, on average.")
    console.print("Of diseases that tie, each has the mean of their places.")
    console.print()
    console.print(_patients(report["patients"]))
    console.print()
    for line in _reasons(report["patients"]):
        console.print(line)
    for line in _missing(report):
        console.print(line, soft_wrap=True)


def _methods(methods: Sequence[Json]) -> Table:
    places = [f"top {place}" for place in methods[0]["top"]]
    grid = table("method", *places, "kept", "set", numbers=frozenset({*places, "kept", "set"}))
    for each in methods:
        shares = [_share(share) for share in (*each["top"].values(), each["kept"])]
        grid.add_row(each["label"], *shares, f"{each['mean_size']:.1f}")
    return grid


def _share(share: Json) -> str:
    """The count and its interval in percent; the total is the same for all and stands above the table."""
    lower, upper = (100 * end for end in share["interval"])
    return f"{share['count']} ({lower:.0f}–{upper:.0f})"


def _patients(patients: Sequence[Json]) -> Table:
    numbers = frozenset({"place", "score", "behind", "set"})
    grid = table("case", "true disease", "place", "status", "score", "behind", "set", numbers=numbers)
    for each in patients:
        ours = each["ours"]
        if ours is None:
            named = printable(", ".join(each["named"]))
            grid.add_row(printable(each["id"]), named, "–", "not in the differential", "", "", str(each["compatible"]))
            continue
        grid.add_row(
            printable(each["id"]),
            ours["named"]["label"],
            f"{each['ranks']['ours']:g}",
            ours["status"],
            signed(ours["score"]),
            str(ours["behind"]) if ours["behind"] > 0 else "",
            str(each["compatible"]),
        )
    return grid


def _reasons(patients: Sequence[Json]) -> Iterator[Text]:
    """Why each stands where it does, for those with something to say."""
    for each in patients:
        if each["ours"] and (why := "; ".join(_why(each, each["ours"]))):
            yield Text.assemble(printable(f"{each['id']}: "), printable(why))


def _why(patient: Json, ours: Json) -> Iterator[str]:
    if leader := ours["leader"]:
        yield f"first {leader['label']} ({signed(leader['score'])})"
    if ours["level"]:
        yield f"level with {_labels(ours['level'])}"
    if leader and (gap := ours["gap"]):
        yield f"most lost on {_finding(gap)} ({signed(gap['share'])}, there {signed(gap['leader_share'])})"
    if costliest := ours["costliest"]:
        yield f"costliest {_finding(costliest)} ({signed(costliest['share'])})"
    if ours["unexplained"]:
        yield f"unexplained: {_labels(ours['unexplained'])}"
    if patient["unmapped"]:
        yield f"{len(patient['unmapped'])} unmapped"
    if not patient["inside"]:
        yield "outside what the article speaks of"


def _finding(finding: Json) -> str:
    return f"no {finding['label']}" if finding["polarity"] == "absent" else str(finding["label"])


def _labels(terms: Sequence[Json]) -> str:
    """The first few labels, and how many more there are; ``--json`` has them all."""
    more = f" and {len(terms) - _FEW} more" if len(terms) > _FEW else ""
    return ", ".join(each["label"] for each in terms[:_FEW]) + more


def _missing(report: Json) -> Iterator[Text]:
    """What of the cases was not used."""
    counts = report["unmapped"]
    if terms := counts["terms"]:
        where = f"{_number(terms, 'term')} of {_number(counts['cases'], 'case')}"
        are = "is not in the vocabulary and counts" if terms == 1 else "are not in the vocabulary and count"
        yield Text(f"{where} {are} as unmapped:")
    for each in report["patients"]:
        if each["unmapped"]:
            yield printable(f"  {each['id']}: {', '.join(each['unmapped'])}")
        if each["unread"]:
            yield printable(f"  {each['id']}: not read: {', '.join(each['unread'])}")
    if outside := counts["diseases"]:
        have, them = ("has", "it") if outside == 1 else ("have", "them")
        yield Text(f"{_number(outside, 'case')} {have} a disease outside the differential; every method misses {them}.")


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
