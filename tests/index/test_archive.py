"""The index on disk answers as the one it was saved from."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miliary.differential.case import Case, read
from miliary.differential.compatibility import differentiate
from miliary.differential.explanation import badges, reasons
from miliary.differential.terms import Demographics, Statement
from miliary.errors import ContradictoryCase
from miliary.index.archive import TABLES, reopen, save
from tests.differential.small import compiled, said
from tests.differential.test_columns import BLOCKS, SUBTYPES, cases, demographics, statements


@settings(max_examples=50)
@given(st.lists(statements(), max_size=12, unique_by=lambda each: each.id), st.lists(demographics, max_size=3), cases)
def test_a_reopened_index_gives_the_same_answer(
    stated: list[Statement], people: list[Demographics], case: Case
) -> None:
    index = compiled(*stated, subtypes=SUBTYPES, demographics=people, blocks=BLOCKS)
    with TemporaryDirectory() as folder:
        save(index, Path(folder))
        again = reopen(Path(folder))
    try:
        before = differentiate(read(case, index.knowledge), index)
    except ContradictoryCase:
        return
    after = differentiate(read(case, again.knowledge), again)
    assert after.scores.tolist() == before.scores.tolist()
    assert after.candidates == before.candidates
    for each in before.candidates:
        assert reasons(each, again) == reasons(each, index)
        assert badges(each, after.reading, again) == badges(each, before.reading, index)


@settings(max_examples=50)
@given(st.lists(statements(), max_size=12, unique_by=lambda each: each.id), st.lists(demographics, max_size=3))
def test_a_reopened_index_knows_the_same(stated: list[Statement], people: list[Demographics]) -> None:
    index = compiled(*stated, subtypes=SUBTYPES, demographics=people, blocks=BLOCKS)
    with TemporaryDirectory() as folder:
        save(index, Path(folder))
        again = reopen(Path(folder))
    known, found = index.knowledge, again.knowledge
    assert dict(found.findings) == dict(known.findings)
    assert dict(found.diseases) == dict(known.diseases)
    assert sorted(found.statements, key=lambda each: each.id) == sorted(known.statements, key=lambda each: each.id)
    assert (found.demographics, found.sexes, found.subtypes) == (known.demographics, known.sexes, known.subtypes)
    assert again.scale == index.scale
    assert again.weights.weights == index.weights.weights
    assert again.deciding == index.deciding


def test_an_index_of_another_format_is_refused(tmp_path: Path) -> None:
    save(compiled(said("Lyme", "haemorrhage")), tmp_path)
    tables = json.loads((tmp_path / TABLES).read_text(encoding="utf-8"))
    (tmp_path / TABLES).write_text(json.dumps(tables | {"format": 0}), encoding="utf-8")
    with pytest.raises(ValueError, match="compile it anew"):
        reopen(tmp_path)
