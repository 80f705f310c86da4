"""What lies above and below what."""

import pytest

from miliary.composition import Service
from miliary.terms import Entry, Hierarchy
from miliary.vocabulary import iri


def labels(entries: list[Entry]) -> list[str]:
    return [each.label for each in entries]


@pytest.fixture(scope="module")
def small() -> Hierarchy:
    # Two ways lead from the pons up to the brain; everything above is given at any distance, as the rules derive it.
    above = {
        "pons": {"brainstem", "hindbrain", "brain", "elsewhere"},
        "brainstem": {"brain"},
        "hindbrain": {"brain"},
        "twin": {"double", "brain"},
        "double": {"twin", "brain"},
        "child": {"twin", "double", "brain"},
    }
    names = ["brain", "brainstem", "child", "double", "hindbrain", "pons", "twin"]
    return Hierarchy([Entry(each, each) for each in names], above)


def test_the_terms_directly_above_and_below_have_nothing_in_between(small: Hierarchy) -> None:
    assert labels(small.parents("pons")) == ["brainstem", "hindbrain"]
    assert labels(small.children("brainstem")) == ["pons"]
    assert labels(small.children("brain")) == ["brainstem", "double", "hindbrain", "twin"]
    assert small.parents("brain") == []


def test_terms_at_any_distance_come_in_the_order_of_the_vocabulary(small: Hierarchy) -> None:
    assert labels(small.ancestors("pons")) == ["brain", "brainstem", "hindbrain"]
    assert labels(small.descendants("brain")) == ["brainstem", "child", "double", "hindbrain", "pons", "twin"]


def test_two_terms_that_lie_above_each_other_do_not_hide_what_is_above_both(small: Hierarchy) -> None:
    assert labels(small.parents("twin")) == ["brain", "double"]
    assert labels(small.parents("child")) == ["double", "twin"]


def test_what_is_no_class_of_the_vocabulary_is_left_out(small: Hierarchy) -> None:
    assert "elsewhere" not in small
    assert [each.id for each in small] == ["brain", "brainstem", "child", "double", "hindbrain", "pons", "twin"]


def test_the_published_hierarchy_is_what_its_single_steps_lead_to(published: Service) -> None:
    hierarchy = Hierarchy.read(published.store, published.catalogue)
    for entry in hierarchy:
        reached: set[str] = set()
        pending = set(entry.parents)
        while pending:
            reached |= pending
            pending = {above for each in pending for above in hierarchy[each].parents} - reached
        assert reached == {each.id for each in hierarchy.ancestors(entry.id)}, entry.id
        assert entry.id not in reached


def test_a_published_term_has_its_names_its_definition_and_its_kind(published: Service) -> None:
    entry = Hierarchy.read(published.store, published.catalogue)[iri("LeptomeningealEnhancement")]
    assert (entry.label, entry.kind) == ("leptomeningeal enhancement", iri("ImagingFinding"))
    assert "LME" in entry.synonyms
    assert len(entry.definitions) == 1
    assert (entry.obsolete, entry.replaced_by) == (False, None)
