"""Which of the things that can be sent a client likes best."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miliary.web.negotiation import media_ranges, preferred

OFFERS = ["application/sparql-results+json", "text/csv", "application/xml"]
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("*", "application/sparql-results+json"),
        ("text/*", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("text/csv;charset=utf-8", "text/csv"),
        ("application/xml, text/csv", "text/csv"),
        ("application/xml, text/csv;q=0.9", "application/xml"),
        ("text/csv ; q = 0.1 , application/*;q=0.2", "application/sparql-results+json"),
        ("*/*, application/sparql-results+json;q=0", "text/csv"),
        ("text/*;q=0.9, text/csv;q=0.1, application/xml;q=0.5", "application/xml"),
        (FIREFOX, "application/xml"),
        ('text/turtle;profile="a,b;q=0", text/csv', "text/csv"),
    ],
)
def test_the_client_gets_what_it_likes_best(accept: str | None, chosen: str) -> None:
    assert preferred(accept, OFFERS) == chosen


@pytest.mark.parametrize(
    "accept", ["image/png", "text/csv;q=0", "*/*;q=0", "csv", ",;,", "text/", "/csv", "*/csv", '"', "text/csv;q=x"]
)
def test_what_cannot_be_made_or_read_chooses_nothing(accept: str) -> None:
    assert preferred(accept, OFFERS) is None


def test_nothing_can_be_chosen_of_nothing() -> None:
    assert preferred("*/*", []) is None
    assert preferred(None, []) is None


def test_a_quality_beyond_one_counts_as_one() -> None:
    assert [each.quality for each in media_ranges("a/b;q=7, a/c;q=.5, a/d;q=1.")] == [1.0, 0.5, 1.0]


@given(st.text(alphabet='abc/*;q=0.19,"\\ \t\x00é', max_size=60))
def test_no_header_makes_it_raise(accept: str) -> None:
    assert preferred(accept, OFFERS) in (*OFFERS, None)


@given(st.text())
def test_no_text_at_all_makes_it_raise(accept: str) -> None:
    assert preferred(accept, OFFERS) in (*OFFERS, None)


def test_a_long_header_is_read_in_no_time() -> None:
    assert preferred('"' * 100_000, OFFERS) is None
    assert preferred("a/b;" * 50_000, OFFERS) is None
