"""Cases with a known diagnosis in our own format."""

from pathlib import Path

import pytest

from miliary.consultation.casefile import MOST_CASES, read_cases
from miliary.consultation.entry import CaseEntry, Term
from miliary.errors import MalformedInput, TooLarge


def cases(folder: Path, text: str) -> list[CaseEntry]:
    file = folder / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    return read_cases(file)


def terms(*names: str) -> tuple[Term, ...]:
    return tuple(map(Term, names))


def test_a_case_is_read_as_it_is_written(tmp_path: Path) -> None:
    text = """
    - id: one
      figures: [1a]
      disease: Susac's syndrome
      age: 20
      sex: female
      present: [mil:HearingLoss, no]
      absent: [fever]
      not_assessed: [spine MRI]
      context: [immunocompetent]
      notes: not read
    """
    assert cases(tmp_path, text) == [
        CaseEntry(
            id="one",
            where=f"{tmp_path / 'cases.yaml'}, [0]",
            diseases=terms("Susac's syndrome"),
            present=terms("mil:HearingLoss", "no", "immunocompetent"),
            absent=terms("fever"),
            not_assessed=terms("spine MRI"),
            age=20,
            sex="female",
            figures=("1a",),
        )
    ]


def test_the_sex_may_be_a_term(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, "cases: [{id: one, disease: x, sex: FemaleSex}]")
    assert case.sex is None
    assert case.present == terms("FemaleSex")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("cases: 3", "cases: a list of cases is expected"),
        ("", "a list of cases is expected"),
        ("[]", "holds no case"),
        ("case: []", "no field “case” here; there are cases"),
        ("- {id: one}", r"\[0\]: every case needs an id and a disease; this one has no disease"),
        ("- {disease: one}", "this one has no id"),
        ("cases: [{id: one, disease: x, pressent: [y]}]", r"cases\[0\]: there is no field “pressent”"),
        ("- {id: one, disease: x, present: y}", r"\[0\]\.present: a list is expected, not “y”"),
        ("- {id: one, disease: x, present: [[y]]}", r"\[0\]\.present\[0\]: a text is expected, not a list"),
        ("- {id: one, disease: x, age: old}", r"\[0\]\.age: the age is a number of years, not “old”"),
    ],
)
def test_what_is_no_case_is_refused_with_its_path(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(MalformedInput, match=words) as caught:
        cases(tmp_path, text)
    assert "cases.yaml" in caught.value.detail


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path) -> None:
    packet = '{"id": "packet", "diseases": [{"term": {"id": "mil:X"}}]}'
    (tmp_path / "2.json").write_text(packet, encoding="utf-8")
    (tmp_path / "1.yml").write_text("- {id: own, disease: X}", encoding="utf-8")
    (tmp_path / ".hidden.json").write_text("broken", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("broken", encoding="utf-8")
    assert [each.id for each in read_cases(tmp_path)] == ["own", "packet"]


def test_a_folder_without_cases_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MalformedInput, match="holds no file of cases"):
        read_cases(tmp_path)


def test_there_may_be_too_many_cases(tmp_path: Path) -> None:
    half = "- {id: a, disease: b}\n" * (MOST_CASES // 2 + 1)
    for name in ("1.yaml", "2.yaml"):
        (tmp_path / name).write_text(half, encoding="utf-8")
    with pytest.raises(TooLarge, match="10,000 cases"):
        read_cases(tmp_path)
