"""``docs/editing.md`` against the ontology, the shapes and the commands."""

import re

import pytest

from miliary.errors import BrokenTurtle
from miliary.knowledge.load import read_bytes
from tests.conftest import REPOSITORY
from tests.documents.markdown import read
from tests.documents.turtle import missing

TEXT = read(REPOSITORY / "docs" / "editing.md")
MESSAGES = re.findall(r"^\| `(.+?)` \|", TEXT[TEXT.index("## Common messages") :], flags=re.MULTILINE)


def test_the_turtle_is_in_the_ontology() -> None:
    assert missing(TEXT) == []


def test_every_property_that_is_named_is_in_the_schema() -> None:
    schema = read(REPOSITORY / "ontology" / "miliary.ttl")
    named = set(re.findall(r"`mil:(\w+)`", TEXT))
    assert [name for name in sorted(named) if f"\nmil:{name}\n" not in schema] == []


@pytest.mark.parametrize("message", MESSAGES)
def test_a_common_message_is_one_that_is_given(message: str) -> None:
    sources = [*(REPOSITORY / "shapes").glob("*.ttl"), *(REPOSITORY / "service").rglob("*.py")]
    assert any(message in read(file) for file in sources) or message in _of_the_parser()


def test_there_are_common_messages() -> None:
    assert len(MESSAGES) > 10


def _of_the_parser() -> str:
    """What is said of a statement whose last value has no sign after it."""
    with pytest.raises(BrokenTurtle) as broken:
        read_bytes(
            b'PREFIX mil: <https://w3id.org/miliary/>\nmil:A mil:percent 33.0\n    mil:point "0" ;\n.\n', "x.ttl"
        )
    return broken.value.detail
