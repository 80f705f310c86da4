"""Files of strangers are read within limits and refused with the place of the fault."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from miliary.consultation.document import MOST_BYTES, Spot, read_document
from miliary.consultation.plain_yaml import DEEPEST
from miliary.errors import MalformedInput, TooLarge

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, content: str | bytes) -> Path:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def refusal(file: Path) -> MalformedInput:
    with pytest.raises(MalformedInput) as caught:
        read_document(file)
    return caught.value


def test_yaml_scalars_are_texts(write: Write) -> None:
    file = write("a.yaml", "{finding: no, day: 2020-01-01, age: 0o17, big: " + "9" * 5000 + "}")
    assert read_document(file).value == {"finding": "no", "day": "2020-01-01", "age": "0o17", "big": "9" * 5000}


def test_a_byte_order_mark_does_no_harm(write: Write) -> None:
    assert read_document(write("a.json", b'\xef\xbb\xbf{"a": 1}')).value == {"a": 1}


@pytest.mark.parametrize(
    ("name", "content", "words", "line", "column"),
    [
        ("a.json", '{"a": 1,\n "b": }', "is not JSON: Expecting value", 2, 7),
        ("a.yaml", "a: 1\nb: [", "is not YAML", 2, 5),
        ("a.yaml", "a: 1\na: 2", "“a” stands twice", 2, 1),
        ("a.yaml", "a: &x [1]\nb: *x", "aliases are not accepted", 2, 4),
        ("a.yaml", "a: 1\n--- \nb: 2", "document", 2, 1),
        ("a.yaml", "? [a]\n: 1", "unhashable", 1, 3),
        ("a.yaml", "[" * 100_000, f"more than {DEEPEST} levels", 1, DEEPEST + 1),
        ("a.yaml", "a: b\nc: \x07", "special characters", 2, None),
        ("a.json", b'{"a":\n "\xff"}', "not text in UTF-8", 2, None),
    ],
)
def test_bad_syntax_is_refused_with_its_position(
    write: Write, name: str, content: str | bytes, words: str, line: int, column: int | None
) -> None:
    error = refusal(write(name, content))
    assert words in error.detail
    assert name in error.detail
    assert (error.extra.get("line"), error.extra.get("column")) == (line, column)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"a": 1, "a": 2}', "“a” stands twice"),
        ('{"a": NaN}', "NaN is no number"),
    ],
)
def test_json_that_is_no_safe_json_is_refused(write: Write, content: str, words: str) -> None:
    assert words in refusal(write("a.json", content)).detail


@pytest.mark.parametrize("name", ["a.json", "a.yaml"])
def test_a_large_file_is_refused_before_it_is_read(write: Write, name: str) -> None:
    started = time.process_time()
    with pytest.raises(TooLarge, match="5,000,000 bytes"):
        read_document(write(name, b" " * (MOST_BYTES + 1)))
    assert time.process_time() - started < 1


def test_a_device_without_end_is_refused() -> None:
    with pytest.raises(TooLarge):
        read_document(Path("/dev/zero"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "none.yaml cannot be read: No such file" in refusal(tmp_path / "none.yaml").detail


def spot(value: object) -> Spot:
    return Spot(Path("cases.json"), "", value)


def test_a_spot_knows_its_path() -> None:
    top = spot({"cases": [{"present": ["a", 3]}]})
    entry = next(top.fields()["cases"].items(5))
    second = list(entry.fields()["present"].items(5))[1]
    with pytest.raises(MalformedInput, match=r"cases\.json, cases\[0\]\.present\[1\]: a text is expected, not “3”"):
        second.text()


@pytest.mark.parametrize(
    ("value", "words"),
    [([], "an object is expected, not a list"), ("x" * 500, "not “x{80}”"), (None, "not nothing")],
)
def test_what_is_no_object_has_no_fields(value: object, words: str) -> None:
    with pytest.raises(MalformedInput, match=words):
        spot(value).fields()


def test_unknown_fields_are_refused_and_empty_ones_passed_over() -> None:
    assert set(spot({"a": None, "b": "", "c": [], "d": False}).fields()) == {"d"}
    with pytest.raises(MalformedInput, match="no field “pressent” here; there are present"):
        spot({"pressent": []}).fields(frozenset({"present"}))


def test_a_list_has_its_limit() -> None:
    with pytest.raises(TooLarge, match="larger than the 2 entries"):
        list(spot([1, 2, 3]).items(2))
    with pytest.raises(MalformedInput, match="a list is expected, not an object"):
        list(spot({}).items(2))


def test_half_a_surrogate_pair_can_be_shown() -> None:
    assert spot("a\ud800").text() == "a?"
