"""What the next statement has in common with the one that was just entered."""

from miliary.composition import Service
from miliary.curation.change import Change
from miliary.curation.filling import fill
from miliary.curation.kinds import ASSERTION
from miliary.curation.onward import in_common
from tests.curation.editing import BY, STATEMENT, forms


def test_disease_source_place_and_type_of_evidence_stand_in_the_next_form(published: Service) -> None:
    found = forms(published)
    filled = fill(found, ASSERTION, "", STATEMENT, BY)
    given = in_common(Change("1", filled.additions, filled.deletions))
    assert given == {
        "aboutDisease": "mil:Neurosarcoidosis",
        "evidence.sourceDocument": "mil:Smith2024",
        "evidence.locator": "Table 2",
        "evidence.evidenceType": "mil:CaseSeries",
    }
    sheet = found.beside(filled.after).open(ASSERTION, given={name: [text] for name, text in given.items()})
    assert {name: sheet.texts[name] for name in given} == {
        "aboutDisease": ("neurosarcoidosis",),
        "evidence.sourceDocument": ("Smith et al. 2024",),
        "evidence.locator": ("Table 2",),
        "evidence.evidenceType": ("case series",),
    }


def test_a_change_without_a_statement_has_nothing_in_common() -> None:
    assert in_common(Change("1", frozenset(), frozenset())) == {}
