"""What there is to do for editors, as the published knowledge tells it: the queries of ``queries/worklist``."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from miliary.queries import Catalogue
from miliary.queries.records import records
from miliary.store import Store
from miliary.vocabulary import curie

_FOLDER = "worklist"


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to look at.

    :param item: the statement or term, as a CURIE
    :param group: by what it can be filtered: a disease, a kind of finding, a status
    :param other: the statement that it disagrees with, as a CURIE; empty where there is none
    """

    item: str
    label: str
    group: str
    detail: str
    other: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """All tasks of one sort.

    :param name: how an address names it: ``unreviewed``
    """

    name: str
    title: str
    question: str
    tasks: tuple[Task, ...]

    def groups(self) -> list[tuple[str, int]]:
        """Return each group with the number of its tasks, in the order of the letters."""
        return sorted(Counter(task.group for task in self.tasks).items(), key=lambda each: each[0].casefold())

    def only(self, group: str = "", words: str = "") -> list[Task]:
        """Return the tasks of ``group`` in which all ``words`` stand; without either, all."""
        wanted = words.casefold().split()
        return [
            task for task in self.tasks if group in ("", task.group) and all(word in _text(task) for word in wanted)
        ]


def read_worklist(store: Store, catalogue: Catalogue) -> tuple[Chapter, ...]:
    """Ask a published version what there is to do, in the order of the queries' numbers."""
    return tuple(_chapter(store, catalogue, name) for name in catalogue.names(_FOLDER))


def _chapter(store: Store, catalogue: Catalogue, query: str) -> Chapter:
    asked = catalogue.load(query)
    rows: Iterable[dict[str, str]] = (dict(row) for row in records(store, catalogue, query))
    return Chapter(query.partition("-")[2], asked.title, asked.question, tuple(map(_task, rows)))


def _task(row: Mapping[str, str]) -> Task:
    other = curie(row["other"]) if row.get("other") else ""
    return Task(curie(row["item"]), row["label"], row.get("group", ""), row.get("detail", ""), other)


def _text(task: Task) -> str:
    return f"{task.item} {task.label} {task.group} {task.detail}".casefold()
