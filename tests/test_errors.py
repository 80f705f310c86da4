"""The tree of errors: what each says to a person and hands to a program."""

import json
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from miliary import errors
from miliary.errors import MiliaryError


def every_error(base: type[MiliaryError] = MiliaryError) -> Iterator[type[MiliaryError]]:
    yield base
    for child in base.__subclasses__():
        yield from every_error(child)


@pytest.mark.parametrize("error", [kind for kind in every_error() if kind.__module__ == errors.__name__])
def test_every_error_has_a_slug_of_its_own_and_a_real_status(error: type[MiliaryError]) -> None:
    others = {kind.slug for kind in every_error() if kind is not error}
    assert error.slug not in others
    assert HTTPStatus(error.status) >= HTTPStatus.BAD_REQUEST
    assert error.__doc__


@pytest.mark.parametrize(
    ("error", "status", "detail"),
    [
        (errors.UnknownTerm("leptomenigeal", ["leptomeninges"]), 422, "Did you mean “leptomeninges”?"),
        (errors.UnknownTerm("ponss", ["pons", "pus", "pans"]), 422, "“pons”, “pus” or “pans”"),
        (errors.UnknownTerm("xyzzy"), 422, "Nothing is known as “xyzzy”."),
        (errors.AmbiguousTerm("PCNSL", ["mil:A", "mil:B"]), 422, "“mil:A” or “mil:B”"),
        (errors.ContradictoryCase("pons lesion", "brainstem lesion"), 422, "“pons lesion” and “brainstem lesion”"),
        (errors.MalformedInput("Not JSON", line=3, column=7), 400, "(line 3, column 7)"),
        (errors.MalformedQuery("Expected a variable", line=1), 400, "(line 1)"),
        (errors.ForbiddenQuery("SERVICE", "queries stay on this machine"), 400, "SERVICE is not allowed here: queries"),
        (errors.TooLarge("The body", 1_000_000), 413, "1,000,000 bytes"),
        (errors.NotAcceptable("image/png", ["text/csv"]), 406, "“image/png”; available are “text/csv”."),
        (errors.BrokenTurtle("Susac.ttl", "no dot", line=4, column=2), 500, "Susac.ttl: no dot (line 4, column 2)"),
        (errors.KnowledgeInvalid(["no label"]), 500, "1 violation found"),
        (errors.NoPublishedVersion("data"), 503, "published"),
    ],
)
def test_an_error_says_what_happened(error: MiliaryError, status: int, detail: str) -> None:
    assert error.status == status
    assert detail in error.detail
    assert str(error) == error.detail
    json.dumps(error.extra)


def test_offending_values_are_handed_on() -> None:
    assert errors.UnknownTerm("ponss", ["pons"]).extra == {"term": "ponss", "nearest": ["pons"]}
    assert errors.ContradictoryCase("a", "b").extra == {"inputs": ["a", "b"]}
    assert errors.MalformedInput("Not JSON", line=3).extra == {"line": 3}
    assert errors.InvalidCase("Nobody is 400 years old.", age=400).extra == {"age": 400}


def test_a_contradictory_case_is_an_invalid_one() -> None:
    with pytest.raises(errors.InvalidCase):
        raise errors.ContradictoryCase("male", "female")
