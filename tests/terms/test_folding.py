"""The table of letter groups: every row does what its example says, and the right words stay apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.terms.folding import LetterGroup, letter_groups, whole_keys, words


def equal(first: str, second: str) -> bool:
    return not set(whole_keys(words(first))).isdisjoint(whole_keys(words(second)))


@pytest.mark.parametrize("row", letter_groups(), ids=lambda row: row.pattern.pattern)
def test_both_sides_of_a_rows_example_are_one(row: LetterGroup) -> None:
    first, second = row.example
    assert equal(first, second)


@pytest.mark.parametrize("row", letter_groups(), ids=lambda row: row.pattern.pattern)
def test_a_row_is_needed_for_its_own_example(row: LetterGroup) -> None:
    assert any(row.pattern.search(word) for example in row.example for word in example.casefold().split())


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Leuco-encephalopathy", "LEUKOENCEPHALOPATHY"),
        ("ischaemic lesions", "ischemic lesion"),
        ("Behçet’s disease", "Behcet disease"),
        ("white-matter oedema", "white matter edema"),
        ("ring‐enhancing tumours", "ring enhancing tumor"),
        ("abscesses", "abscess"),
        ("diagnoses", "diagnosis"),
        ("neurological", "neurologic"),
        ("foci", "focus"),
    ],
)
def test_two_spellings_are_one(first: str, second: str) -> None:
    assert equal(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("intradural", "extradural"),
        ("hypointensity", "hyperintensity"),
        ("T1", "T2"),
        ("hepatitis A", "hepatitis B"),
        ("MR", "MRI"),
        ("ACE", "AC"),
        ("cranial nerve VII", "cranial nerve VIII"),
        ("arteritis", "arteries"),
    ],
)
def test_two_things_stay_two(first: str, second: str) -> None:
    assert not equal(first, second)


@given(st.text(alphabet=st.characters()))
def test_any_text_has_words(text: str) -> None:
    assert all(word.written for word in words(text))
