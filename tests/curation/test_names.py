"""The names of new things: by rule, ASCII, and never one that is taken."""

import pytest

from miliary.curation.names import camel_case, document_name, place, statement_name, term_name


@pytest.mark.parametrize(
    ("locator", "expected"),
    [
        ("Table 2, Age", "Table2"),
        ("Box 1", "Box1"),
        ("Fig. 7 caption", "Fig7"),
        ("Figure 7b", "Fig7B"),
        ("section Neurosarcoidosis", "Section"),
        ("section Introduction", "Introduction"),
        ("section Key points", "KeyPoints"),
        ("Abstract", "Abstract"),
    ],
)
def test_a_place_is_called(locator: str, expected: str) -> None:
    assert place(locator) == expected


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("red nucleus lesion", "RedNucleusLesion"),
        ("Behçet's disease", "BehcetsDisease"),
        ("CNS vasculitis", "CnsVasculitis"),
        ("anti-GFAP antibody", "AntiGfapAntibody"),
    ],
)
def test_a_label_becomes_a_name(label: str, expected: str) -> None:
    assert camel_case(label) == expected


@pytest.mark.parametrize("label", ["", "†", "12", "脳"])
def test_a_label_without_a_letter_makes_no_name(label: str) -> None:
    assert term_name(label) == ""


def test_a_statement_is_called_by_disease_subject_and_place_and_by_number_where_that_is_taken() -> None:
    names = {"mil:A-B-Table2", "mil:A-B-Table2-2"}
    assert statement_name("mil:A", "mil:B", "Table 2", names.__contains__) == "mil:A-B-Table2-3"


def test_a_document_is_called_after_its_first_author_and_year() -> None:
    assert document_name("Smith et al. 2024", lambda _: False) == "mil:Smith2024"
