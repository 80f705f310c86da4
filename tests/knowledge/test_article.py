"""Where the parts of an article stand in its text, whatever a PDF has done to its words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.knowledge.article import Article, Part, fold

TEXT = """First section

One sentence is bro-
ken at the end of a line, the next by a

Table 1 Numbers of examples
one 1
two 2
 figure. Itends here.

Second section

An ofﬁce with a ligature. The end.
"""
FIRST = Part("mil:A", "section First", "First section", "One sentence", "It ends here.")
TABLE = Part("mil:B", "Table 1", "Table 1", "Numbers of", "two 2")
SECOND = Part("mil:C", "section Second", "Second section", "An office", "The end.")


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("appears bro-\nken here", "appears broken here"),
        ("the ofﬁce", "the office"),
        ("onMRI", "on MRI"),
        ("f r e q u e n t", "frequent"),
        ("a soft\u00adhyphen", "a soft hyphen"),
        ("non\u2011breaking", "non-breaking"),
        ("Behc\u0327et", "Behçet"),
    ],
)
def test_what_a_pdf_does_to_words_makes_no_difference(printed: str, meant: str) -> None:
    assert fold(printed) == fold(meant)


@pytest.mark.parametrize(("one", "other"), [("+", "−"), ("Rare", "rare"), ("10–15", "1015"), ("[1]", "1")])
def test_signs_and_capitals_do(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.lists(st.text("abc–,.", min_size=1, max_size=5), min_size=1), st.sampled_from([" ", "-\n", "\n\n", ""]))
def test_however_the_words_are_joined_the_folded_text_is_the_same(words: list[str], between: str) -> None:
    assert fold(between.join(words)) == "".join(words)


def test_a_part_is_without_what_stands_inside_it() -> None:
    article = Article.read(TEXT, [TABLE, FIRST, SECOND])
    assert article.astray == {}
    assert fold("the next by a figure. It ends here.") in article.parts["section First"]
    assert article.parts["Table 1"] == fold("Table 1 Numbers of examples one 1 two 2")
    assert article.parts["section Second"].endswith(fold("ligature. The end."))


def test_words_are_found_in_the_parts_that_hold_them() -> None:
    article = Article.read(TEXT, [TABLE, FIRST, SECOND])
    assert article.standing(fold("section")) == ["section First", "section Second"]
    assert article.standing(fold("two 2")) == ["Table 1"]


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (Part("mil:D", "Table 2", "Table 2", "Nothing", "at all"), "“Table 2 Nothing”, which does not occur"),
        (Part("mil:E", "section", "", "section", "The end."), "“section”, which occurs 2 times in the text"),
        (Part("mil:F", "Table 1", "Table 1", "Numbers", "One sentence"), "“One sentence”, which does not occur after"),
    ],
)
def test_a_part_that_is_not_found_says_why(part: Part, why: str) -> None:
    article = Article.read(TEXT, [part, SECOND])
    assert why in article.astray[part]
    assert list(article.parts) == ["section Second"]


def test_a_locator_names_a_part_or_a_cell_of_it() -> None:
    assert TABLE.holds("Table 1")
    assert TABLE.holds("Table 1, Numbers")
    assert not TABLE.holds("Table 10, Numbers")
    assert not FIRST.holds("section Second")
