"""Finding the rows of a parameter: only where VALUES is code, however it is written."""

import pytest

from miliary.queries.tokens import blocks, tokens


def rows(text: str) -> list[tuple[str, str]]:
    return [(block.name, text[block.start : block.end].strip()) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("VALUES ?a { mil:X }", [("a", "mil:X")]),
        ("values?a{mil:X}", [("a", "mil:X")]),
        ("VALUES $a { }", [("a", "")]),
        ("VALUES # here\n ?a # a {\n { 'x' }", [("a", "'x'")]),
        ("VALUES ?a { '}' \"}\" '''}''' <x:}> 1 }", [("a", "'}' \"}\" '''}''' <x:")]),
        ('VALUES ?a { \'}\' "\\"}" 1 # }\n }', [("a", '\'}\' "\\"}" 1 # }')]),
        ("VALUES ?a { 1 } VALUES ?b { 2 } VALUES ?a { 3 }", [("a", "1"), ("b", "2"), ("a", "3")]),
        ("# VALUES ?a { 1 }", []),
        ("FILTER(?x = 'VALUES ?a { 1 }')", []),
        ('FILTER(?x = """VALUES ?a\n{ 1 }""")', []),
        ("?x ex:VALUES ?a { 1 }", []),
        ("VALUES (?a) { (1) }", []),
        ("VALUES ?a", []),
        ("FILTER(?x < 1) VALUES ?a { <https://example.org/#x> }", [("a", "<https://example.org/#x>")]),
    ],
)
def test_rows_are_found_only_where_values_is_code(text: str, expected: list[tuple[str, str]]) -> None:
    assert rows(text) == expected


def test_tokens_keep_their_places() -> None:
    text = "SELECT ?a # a comment\n{ ?a rdfs:label 'it''s', <x:y> }"
    assert all(text[token.start : token.end] == token.text for token in tokens(text))
    assert [token.kind for token in tokens("SELECT ?a { 'x' <x:y> } # no")] == [
        *("word", "variable", "mark"),
        *("string", "iri", "mark"),
    ]
