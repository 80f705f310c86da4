"""``miliary evaluate``: the patients of the article's figures, asked about one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import yaml
from rich.table import Table
from rich.text import Text

from miliary.cli.opened import service
from miliary.cli.terminal import output, table
from miliary.composition import Service
from miliary.consultation import Question, ask
from miliary.errors import MalformedInput
from miliary.settings import Settings
from miliary.vocabulary import curie, iri

_CASES = Path("tests") / "cases" / "figure-patients.yaml"
_WHAT_IT_IS = (
    "A smoke test on the source's own examples, not a validation: these patients are in the article from which the "
    "knowledge was taken."
)


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient of the article; findings, factors and the disease as local names of the vocabulary."""

    id: str
    figures: tuple[str, ...]
    disease: str
    age: float | None
    sex: str | None
    present: tuple[str, ...]
    absent: tuple[str, ...]
    context: tuple[str, ...]

    def question(self) -> Question:
        """Return what is asked about this patient; the sex is a patient factor like the others."""
        factors = (*self.context, *([self.sex] if self.sex else []))
        present, absent, context = (tuple(map(_curie, names)) for names in (self.present, self.absent, factors))
        return Question(present=present, absent=absent, context=context, age=self.age)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where the true disease came: the place is that of the disease of Table 3 above it."""

    patient: Patient
    label: str
    place: int
    answer: Mapping[str, Any]
    found: Mapping[str, Any]


@click.command("evaluate")
@click.option(
    "--cases", type=click.Path(dir_okay=False, path_type=Path), help="A file of patients like figure-patients.yaml."
)
@click.pass_context
def command(ctx: click.Context, cases: Path | None) -> None:
    """Ask about the patients of the article's figures and tell where each true disease comes.

    This is a smoke test on the source's own examples, not a validation. Ends with status 1 if a true disease is
    excluded.
    """
    settings = Settings.from_environment()
    patients = read_patients(cases or settings.knowledge / _CASES)
    opened = service(settings)
    outcomes = [outcome(opened, patient) for patient in patients]
    console = output()
    console.print(_table(outcomes))
    console.print()
    console.print(summary(outcomes))
    console.print(Text(_WHAT_IT_IS, style="italic"))
    ctx.exit(int(any(each.found["status"] == "excluded" for each in outcomes)))


def read_patients(file: Path) -> list[Patient]:
    """Read the patients of a YAML file, a list or a list under ``cases``.

    :raises MalformedInput: it cannot be opened, is not YAML, or an entry lacks its id or its disease
    """
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedInput(f"{file} cannot be read; name another file with --cases.") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = {"line": mark.line + 1, "column": mark.column + 1} if mark else {}
        raise MalformedInput(f"{file} is not YAML: {error.problem}.", **where) from error
    entries = content.get("cases") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        raise MalformedInput(f"{file} holds no list of patients.")
    return [_patient(file, entry) for entry in entries]


def outcome(opened: Service, patient: Patient) -> Outcome:
    """Ask about ``patient``.

    :raises MalformedInput: the disease is none of those that the answer lists
    """
    answer = ask(opened, patient.question())
    wanted = _curie(patient.disease)
    for place, disease in enumerate(answer["diseases"], 1):
        for each in _with_subtypes(disease):
            if each["id"] == wanted:
                return Outcome(patient, each["label"], place, answer, each)
    raise MalformedInput(f"{patient.id}: “{patient.disease}” is no disease of the differential.")


def summary(outcomes: Sequence[Outcome]) -> str:
    """Return the counts in a sentence."""
    first, three = (sum(each.place <= place for each in outcomes) for place in (1, 3))
    statuses = [each.found["status"] for each in outcomes]
    return (
        f"{len(outcomes)} patients: the true disease is first in {first}, among the first three in {three}, "
        f"compatible in {statuses.count('compatible')}, excluded in {statuses.count('excluded')}."
    )


def _patient(file: Path, entry: object) -> Patient:
    if not isinstance(entry, dict) or not entry.get("id") or not entry.get("disease"):
        raise MalformedInput(f"{file}: every patient needs an id and a disease; this one has not: {entry!r:.100}.")
    lists = {name: tuple(map(str, entry.get(name) or ())) for name in ("figures", "present", "absent", "context")}
    return Patient(
        id=str(entry["id"]), disease=str(entry["disease"]), age=entry.get("age"), sex=entry.get("sex"), **lists
    )


def _with_subtypes(disease: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield disease
    for each in disease["subtypes"]:
        yield from _with_subtypes(each)


def _table(outcomes: Sequence[Outcome]) -> Table:
    columns = ("patient", "figures", "true disease", "place", "status", "score", "first", "compatible")
    grid = table(*columns, numbers=frozenset({"place", "score", "compatible"}))
    for each in outcomes:
        diseases = each.answer["diseases"]
        compatible = sum(disease["status"] == "compatible" for disease in diseases)
        grid.add_row(
            each.patient.id,
            ", ".join(each.patient.figures),
            each.label,
            str(each.place),
            each.found["status"],
            str(each.found["score"]),
            "" if each.place == 1 else diseases[0]["label"],
            f"{compatible} of {len(diseases)}",
        )
    return grid


def _curie(name: str) -> str:
    return curie(iri(name))
