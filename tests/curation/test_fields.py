"""The fields of the forms, as the shapes tell them."""

import pytest

from miliary.curation.fields import Field, FieldReader, Widget
from miliary.curation.kinds import EVIDENCE, KINDS, Kind
from miliary.errors import KnowledgeError
from miliary.vocabulary import XSD, iri
from tests.conftest import REPOSITORY


@pytest.fixture(scope="module")
def reader() -> FieldReader:
    return FieldReader.of(REPOSITORY)


def field(reader: FieldReader, kind: str, name: str) -> Field:
    (found,) = [each for group in reader.groups(KINDS[kind].shapes) for each in group.fields if each.name == name]
    return found


def test_a_number_has_its_limits_its_step_and_what_is_told_at_it(reader: FieldReader) -> None:
    found = field(reader, "assertion", "percent")
    assert (found.widget, found.lowest, found.highest, found.step) == (Widget.NUMBER, "0.0", "100.0", "any")
    assert "percentage" in found.message
    assert field(reader, "assertion", "count").step == "1"


def test_a_scheme_is_chosen_from_and_a_term_is_searched_for(reader: FieldReader) -> None:
    occurrence, disease = field(reader, "assertion", "occurrence"), field(reader, "assertion", "aboutDisease")
    assert (occurrence.widget, occurrence.classes) == (Widget.CHOICE, (iri("Occurrence"),))
    assert (disease.widget, disease.classes, disease.required) == (Widget.TERM, (iri("Disease"),), True)


def test_a_text_has_its_language_and_its_pattern(reader: FieldReader) -> None:
    label, doi = field(reader, "finding", "label"), field(reader, "source-document", "doi")
    assert (label.language, label.datatype, label.several) == ("en", "", False)
    assert (doi.datatype, doi.pattern) == (XSD + "string", r"^10\.[0-9]+/\S+$")
    assert field(reader, "finding", "altLabel").several


@pytest.mark.parametrize("kind", [*KINDS.values(), EVIDENCE], ids=lambda kind: kind.name)
def test_every_form_has_headings_labels_help_and_messages(reader: FieldReader, kind: Kind) -> None:
    groups = reader.groups(kind.shapes)
    assert all(group.label for group in groups)
    assert all(each.label and each.help and each.message for group in groups for each in group.fields)


def test_what_the_program_keeps_is_no_field(reader: FieldReader) -> None:
    names = {each.name for group in reader.groups(["Assertion-shape"]) for each in group.fields}
    assert names.isdisjoint({"created", "creator", "modified", "evidence", "inPriorSet"})


def test_shapes_that_show_nothing_are_refused(reader: FieldReader) -> None:
    with pytest.raises(KnowledgeError, match="nothing to show"):
        reader.groups(["CriterionSet-shape"])
