"""The catalogue: queries by name, and what is said of a file that is none."""

from pathlib import Path

import pytest

from miliary.errors import KnowledgeError, NotFound
from miliary.queries import Catalogue
from tests.queries.conftest import HEADER, Write


def put(folder: Path, *names: str) -> Catalogue:
    for name in names:
        file = folder / f"{name}.rq"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{HEADER}# returns: x\nSELECT ?x {{ VALUES ?x {{ '{name}' }} }} ORDER BY ?x", encoding="utf-8")
    return Catalogue(folder)


def test_a_query_is_found_by_its_name(tmp_path: Path) -> None:
    query = put(tmp_path, "some-query").load("some-query")
    assert (query.name, query.title, query.question) == ("some-query", "A title", "What is asked?")
    assert query.columns == ("x",)
    assert query.bind() == query.text


def test_names_are_sorted_and_of_one_folder(tmp_path: Path) -> None:
    catalogue = put(tmp_path, "b", "a", "index/c", "rules/20-d", "rules/03-e")
    assert catalogue.names() == ["a", "b"]
    assert catalogue.names("index") == ["index/c"]
    assert [rule.name for rule in catalogue.rules()] == ["rules/03-e", "rules/20-d"]
    assert catalogue.load("index/c").name == "index/c"


@pytest.mark.parametrize("name", ["", "b", "../a", "rules/../a", "/a", "a.rq", "A", "a\n", "a\0", "rules"])
def test_what_is_not_a_name_is_not_found(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound) as caught:
        put(tmp_path / "queries", "a").load(name)
    assert caught.value.extra["known"] == ["a"]


def test_a_file_without_a_header_is_named(tmp_path: Path) -> None:
    (tmp_path / "bare.rq").write_text("SELECT * { }", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"bare\.rq: there is no line “# title: …”"):
        Catalogue(tmp_path).load("bare")


def test_a_parameter_without_its_block_is_named(write: Write) -> None:
    with pytest.raises(KnowledgeError, match=r"“x” has no block “VALUES \?x { … }”"):
        write("# param x (iri): mil:X\nSELECT * { VALUES (?x) { (mil:X) } }")


def test_the_examples_are_in_the_form_that_binding_takes(write: Write) -> None:
    query = write(
        "# param a (iri list): mil:A, mil:B\n# param b (string): c\n# param d (integer optional):\n"
        "SELECT * { VALUES ?a { mil:A mil:B } VALUES ?b { 'c' } VALUES ?d { UNDEF } }"
    )
    assert query.examples() == {"a": ["mil:A", "mil:B"], "b": "c", "d": None}
    assert "VALUES ?d { UNDEF }" in query.bind(**query.examples())
