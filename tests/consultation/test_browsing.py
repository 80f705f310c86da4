"""All findings, arranged for looking through."""

from collections.abc import Iterator

from miliary.consultation.browsing import Branch, browse
from tests.consultation.small import opened


def branches(below: tuple[Branch, ...]) -> Iterator[Branch]:
    for each in below:
        yield each
        yield from branches(each.narrower)


def test_findings_stand_by_kind_in_the_order_of_the_articles_box() -> None:
    small = opened()
    kinds = browse(small.compiled.knowledge, small.terms)
    assert [each.id for each in kinds] == ["mil:PatientFactor", "mil:ClinicalFinding", "mil:ImagingFinding"]
    assert [each.label for each in kinds[1].findings] == ["fever", "headache"]


def test_what_is_narrower_hangs_below_and_each_finding_stands_once() -> None:
    small = opened()
    imaging = browse(small.compiled.knowledge, small.terms)[-1]
    [lesion] = [each for each in imaging.findings if each.id == "mil:Lesion"]
    assert [each.id for each in branches((lesion,))] == [
        "mil:Lesion",
        "mil:BrainstemLesion",
        "mil:PonsLesion",
        "mil:CordLesion",
    ]
    ids = [each.id for each in branches(imaging.findings)]
    assert len(ids) == len(set(ids)) == imaging.size


def test_age_and_sex_are_not_among_them() -> None:
    small = opened()
    ids = {branch.id for kind in browse(small.compiled.knowledge, small.terms) for branch in branches(kind.findings)}
    assert "mil:FemaleSex" not in ids
    assert "mil:HivInfection" in ids
