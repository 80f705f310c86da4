"""``docs/terms.md``: it names every way in which a term is found, every field that it describes, and every ending."""

import re

import pytest

from miliary.terms import Called, How
from miliary.web.schemas.vocabulary import MATCHES, MAX_SIZE, MappingSchema, MatchedSchema, OntologyTermSchema
from miliary.web.terms import ENDINGS
from tests.conftest import REPOSITORY
from tests.documents.markdown import read

TEXT = read(REPOSITORY / "docs" / "terms.md")


@pytest.mark.parametrize(
    "name", [*(each.value for each in (*Called, *How)), *(each.removeprefix("skos:") for each in MATCHES)]
)
def test_every_value_of_a_match_is_named(name: str) -> None:
    assert re.search(rf"`(?:skos:)?{name}`", TEXT)


def test_every_field_that_is_named_is_there() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", TEXT, flags=re.MULTILINE)
    fields = {field.data_key or name for name, field in MatchedSchema().fields.items()}
    assert set(rows) == fields
    ours = OntologyTermSchema().fields.keys() | MappingSchema().fields.keys()
    assert {"obo_id", "kind", "confidence", "object_label", "found"} <= ours & set(re.findall(r"`(\w+)\b", TEXT))
    assert f"at most {MAX_SIZE}" in TEXT


def test_every_ending_is_named() -> None:
    assert [ending for ending in ENDINGS if not re.search(rf"`[^`]*\.{ending}`", TEXT)] == []
