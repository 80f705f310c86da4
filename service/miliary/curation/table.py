"""Many at once: a table a kind, in the manner of ROBOT's templates, read back as one change or as what is wrong.

The first row says what each column is called, the second which property it holds (``mil:evidence/mil:locator`` is that
of the passage; ``SPLIT=|`` stands where several values may be given), each further row is one term. A row with a name
changes that term where its cells are not empty; a row without one adds a term. Nothing is half read.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from miliary.curation.change import Line
from miliary.curation.entry import Fault, tidy
from miliary.curation.fields import Field
from miliary.curation.filling import Signature, fill
from miliary.curation.forms import EVIDENCE_OF, Forms
from miliary.curation.kinds import Kind
from miliary.curation.sheet import Filled, Part
from miliary.vocabulary import MIL

SPLIT = "|"
MOST_ROWS = 300
FIRST_ROW = 3
"""The number of the first row that holds a term."""

_NAME, _ID = "name", "ID"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a template.

    :param control: the control of the form that it stands for; empty for the name
    """

    label: str
    property: str
    control: str
    several: bool = False


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell cannot be taken; rows count from 1, as a spreadsheet counts them.

    :param column: what the column is called; empty where the whole row is at fault
    """

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"row {self.row}, {self.column}" if self.column else f"row {self.row}"
        return f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Table:
    """What a table comes to.

    :param rows: subject -> the row that it was read from
    """

    additions: frozenset[Line] = frozenset()
    deletions: frozenset[Line] = frozenset()
    rows: Mapping[str, int] = field(default_factory=dict)
    faults: tuple[CellFault, ...] = ()


def columns(forms: Forms, kind: Kind) -> tuple[Column, ...]:
    """Return the columns of the template of a kind."""
    parts = [part for part in forms.parts(kind) if not part.optional]
    return (Column(_NAME, _ID, ""), *(_column(part, each) for part in parts for each in part.fields))


def template(forms: Forms, kind: Kind) -> str:
    """Return the template of a kind: its two rows, with tabs between the cells."""
    return written([[each.label for each in columns(forms, kind)], [each.property for each in columns(forms, kind)]])


def written(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a table with tabs between the cells."""
    output = io.StringIO()
    csv.writer(output, delimiter="\t", lineterminator="\n").writerows(rows)
    return output.getvalue()


def _column(part: Part, of: Field) -> Column:
    path = f"{EVIDENCE_OF}/{of.predicate}" if part.prefix else of.predicate
    if of.composed:
        path = f"{of.predicate} {of.name}"
    label = f"{part.kind.label}: {of.label}" if part.prefix else of.label
    return Column(label, f"{path} SPLIT={SPLIT}" if of.several else path, part.control(of), of.several)


def read_table(content: bytes, forms: Forms, kind: Kind, by: Signature) -> Table:
    """Read a filled-in template; every fault of every row is told."""
    try:
        rows = [[tidy(cell) for cell in row] for row in csv.reader(_lines(content), delimiter="\t", strict=True)]
    except (UnicodeDecodeError, csv.Error):
        return _refused(1, "The file is no table in UTF-8 with tabs between its cells: save it as text, tab-separated.")
    known = {each.property: each for each in columns(forms, kind)}
    chosen = [known.get(each) for each in rows[1]] if len(rows) > 1 else []
    wrong = [each for each in rows[1] if each not in known] if len(rows) > 1 else []
    if wrong or not any(chosen):
        told = f"“{wrong[0]}” is none of its properties" if wrong else "it is missing"
        return _refused(2, f"The second row must be that of the template: {told}.")
    if len(rows) > MOST_ROWS + FIRST_ROW - 1:
        return _refused(MOST_ROWS + FIRST_ROW, f"At most {MOST_ROWS} rows are read at once: make two files of it.")
    return _Reader(forms, kind, by, [each for each in chosen if each]).read(rows[FIRST_ROW - 1 :])


def _lines(content: bytes) -> Iterator[str]:
    return iter(content.decode("utf-8-sig").splitlines(keepends=True))


def _refused(row: int, message: str) -> Table:
    return Table(faults=(CellFault(row, "", message),))


class _Reader:
    """Reads row by row, each where the rows before it have been read already."""

    def __init__(self, forms: Forms, kind: Kind, by: Signature, chosen: Sequence[Column]) -> None:
        self._forms = forms
        self._kind = kind
        self._by = by
        self._chosen = chosen
        self._after: dict[str, frozenset[Line]] = {}
        self._before: set[Line] = set()
        self._rows: dict[str, int] = {}
        self._faults: list[CellFault] = []

    def read(self, rows: Iterable[Sequence[str]]) -> Table:
        for number, row in enumerate(rows, start=FIRST_ROW):
            if any(row):
                self._row(number, row)
        if self._faults:
            return Table(faults=tuple(self._faults))
        if not self._rows:
            return _refused(FIRST_ROW, "There is no row below the two of the template.")
        after = frozenset[Line]().union(*self._after.values())
        return Table(after - self._before, frozenset(self._before) - after, self._rows)

    def _row(self, number: int, row: Sequence[str]) -> None:
        if len(row) > len(self._chosen):
            self._tell(number, "", f"The row has {len(row)} cells, and there are {len(self._chosen)} columns.")
            return
        cells = [(column, text) for column, text in zip(self._chosen, row, strict=False) if text]
        subject = next((_curie(text) for column, text in cells if not column.control), "")
        forms = self._standing()
        if subject and not forms.about(subject):
            self._tell(number, _NAME, f"Nothing is called “{subject}”; leave the cell empty to add something new.")
            return
        texts = {column.control: _values(column, text) for column, text in cells if column.control}
        known = forms.open(self._kind, subject).texts if subject else {}
        self._take(number, fill(forms, self._kind, subject, {**known, **texts}, self._by))

    def _take(self, number: int, filled: Filled) -> None:
        for fault in filled.sheet.faults:
            self._tell(number, self._label(fault), fault.message)
        self._before |= {each for each in filled.before if each.subject not in self._after}
        for subject in filled.subjects.values():
            self._after[subject] = frozenset(each for each in filled.after if each.subject == subject)
            self._rows[subject] = number

    def _standing(self) -> Forms:
        """The forms as they are after the rows before."""
        added = frozenset[Line]().union(*self._after.values()) if self._after else frozenset[Line]()

        def about(subject: str) -> frozenset[Line]:
            return self._after[subject] if subject in self._after else self._forms.about(subject)

        return Forms(self._forms.reader, about, self._forms.choices.beside(added))

    def _label(self, fault: Fault) -> str:
        return next((each.label for each in self._chosen if each.control == fault.control), fault.control)

    def _tell(self, row: int, column: str, message: str) -> None:
        self._faults.append(CellFault(row, column, message))


def _values(column: Column, text: str) -> list[str]:
    return [each.strip() for each in text.split(SPLIT)] if column.several else [text]


def _curie(name: str) -> str:
    local = name.removeprefix(MIL).removeprefix("mil:")
    return f"mil:{local}"
