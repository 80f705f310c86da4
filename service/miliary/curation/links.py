"""The form of a link to another vocabulary: drawn from its shape, saved as the one row of an SSSOM file that it is.

Term, vocabulary and code name the link; another of them makes another link. Where somebody has noted that nothing was
found for the term, a link that is found takes that row's place.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from miliary.curation.change import Line, iri_of
from miliary.curation.entry import Fault, Texts, tidy
from miliary.curation.filling import Signature, read_part
from miliary.curation.forms import Forms
from miliary.curation.kinds import MAPPING
from miliary.curation.mapping_rows import breaks_row, node_of, row_lines, row_of
from miliary.curation.sheet import Filled, Sheet
from miliary.errors import NotFound
from miliary.knowledge.sssom import NO_TERM_FOUND, MappingSet, Row
from miliary.vocabulary import curie

REMOVE = "remove"
"""The control that takes the link away."""

_SET, _TERM, _PREDICATE, _CODE = (
    "rdfs:isDefinedBy",
    "owl:annotatedSource",
    "owl:annotatedProperty",
    "owl:annotatedTarget",
)
_CELLS = ("object_label", "source_seen", "comment")
_NAMING = {_SET: "isDefinedBy", _TERM: "annotatedSource", _CODE: "annotatedTarget"}


class Links:
    """The links of the editors' files.

    :param forms: the forms, opened where one editor stands
    :param sets: the sets of mappings, one a vocabulary
    """

    def __init__(self, forms: Forms, sets: Sequence[MappingSet]) -> None:
        self._forms = forms
        self._sets: Mapping[str, MappingSet] = {each.iri: each for each in sets}

    def open(self, subject: str = "", given: Texts | None = None) -> Sheet:
        """Open the form of a link, or of a new one; ``subject`` is its node as a line has it.

        :raises NotFound: there is no such link
        """
        if subject:
            self._row(subject)
        return self._forms.open(MAPPING, subject, given)

    def fill(self, subject: str, texts: Texts, by: Signature) -> Filled:
        """Read what somebody wrote into the form of a link, or of a new one.

        :raises NotFound: there is no such link
        """
        old = self._row(subject) if subject else None
        sheet = self._forms.again(MAPPING, subject, texts)
        before = row_lines(*old) if old else frozenset[Line]()
        if old and any(map(tidy, texts.get(REMOVE, ()))):
            return Filled(sheet, before, frozenset(), {"": iri_of(subject)})
        reading = read_part(self._forms, sheet.parts[0], texts)
        if reading.faults:
            return Filled(sheet.with_faults(reading.faults))
        written = {line.predicate: line.value for line in reading.lines}
        into = self._sets.get(iri_of(written[_SET]))
        if into is None:
            return Filled(sheet.with_faults([Fault(_NAMING[_SET], "There is no file for it any more.")]))
        row = self._written(texts, written)
        node = node_of(into, row.subject_id, row.object_id)
        if faults := tuple(self._faults(into, row, node, subject)):
            return Filled(sheet.with_faults(faults))
        dated = replace(row, mapping_date=old[1].mapping_date if old else "")
        if row_lines(into, dated) != before:
            dated = replace(row, mapping_date=by.moment[:10])
        before |= self._looked_in_vain(into, row)
        return Filled(sheet, before, row_lines(into, dated), {"": iri_of(node)})

    def _row(self, subject: str) -> tuple[MappingSet, Row]:
        """The row of a node, with its set."""
        into = self._sets.get(iri_of(subject).partition("#")[0])
        lines = self._forms.about(subject)
        if into is None or not any(each.value == MAPPING.type for each in lines):
            raise NotFound("There is no such link to change.", term=iri_of(subject))
        return into, row_of(into, lines, self._forms.choices.label)

    def _written(self, texts: Texts, written: Mapping[str, str]) -> Row:
        def text(control: str) -> str:
            return tidy(next(iter(texts.get(control, ())), ""))

        justified = next(value for name, value in written.items() if name.endswith("mapping_justification>"))
        return Row(
            subject_id=written[_TERM],
            subject_label=self._forms.choices.label(written[_TERM]),
            predicate_id=written[_PREDICATE],
            object_id=curie(iri_of(written[_CODE])),
            object_label=text("object_label"),
            mapping_justification=curie(iri_of(justified)),
            mapping_date="",
            source_seen=text("source_seen"),
            comment=text("comment"),
        )

    def _faults(self, into: MappingSet, row: Row, node: str, subject: str) -> Iterator[Fault]:
        for control, cell in zip(_CELLS, (row.object_label, row.source_seen, row.comment), strict=True):
            if breaks_row(cell):
                yield Fault(control, "Write one line, without tabs.", cell)
        prefix = str(into.header.get("object_source", "")).partition(":")[0]
        if row.object_id.partition(":")[0] != prefix:
            message = f"\u201c{row.object_id}\u201d is no code of {into.title}: write {prefix}: and the code."
            yield Fault(_NAMING[_CODE], message, row.object_id)
        elif subject and node != subject:
            message = "A link is called by what it links: take this one away, and add the other."
            yield Fault(_NAMING[_CODE], message, row.object_id)
        elif not subject and self._forms.about(node):
            yield Fault(_NAMING[_CODE], "The two are linked already: change that link.", row.object_id)

    def _looked_in_vain(self, into: MappingSet, row: Row) -> frozenset[Line]:
        """What says that nothing was found for the term."""
        return self._forms.about(node_of(into, row.subject_id, NO_TERM_FOUND))
