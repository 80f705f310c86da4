"""How a cell looks, and the matrix as CSV."""

import csv
import io
from typing import Any

import pytest

from miliary.web.heatmap import FREQUENCY, WEIGHT, as_csv, look

CELL: dict[str, Any] = {
    "disease": "mil:Lyme",
    "polarity": "present",
    "decibans": -12,
    "frequency": 0.05,
    "basis": "own",
    "stated": {"id": "mil:Fever"},
    "words": ["rare", "5 %"],
    "conflicting": False,
    "statements": [{"locator": "Table 1", "link": "https://doi.org/10.1000/x"}],
}


@pytest.mark.parametrize(
    ("changed", "show", "signs", "side", "level"),
    [
        ({}, WEIGHT, "−12", "against", 4),
        ({"decibans": 4}, WEIGHT, "+4", "for", 2),
        ({"decibans": 0}, WEIGHT, "0", "none", 0),
        ({"basis": "child"}, WEIGHT, "(−12)", "against", 4),
        ({"conflicting": True}, WEIGHT, "−12≠", "against", 4),
        ({}, FREQUENCY, "5", "for", 1),
        ({"frequency": None, "basis": "ancestor"}, FREQUENCY, "(·)", "for", 0),
    ],
)
def test_a_cell_says_in_signs_and_in_colour_the_same(
    changed: dict[str, Any], show: str, signs: str, side: str, level: int
) -> None:
    found = look(CELL | changed, show)
    assert (found.signs, found.side, found.level) == (signs, side, level)


def test_the_csv_has_a_row_a_cell_with_its_passages() -> None:
    row = {"id": "mil:Fever", "label": "fever", "kind": {"label": "clinical finding"}, "cells": [CELL]}
    text = as_csv({"diseases": [{"id": "mil:Lyme", "label": "Lyme, late"}], "findings": [row]})
    [read] = csv.DictReader(io.StringIO(text))
    assert (read["disease_label"], read["decibans"], read["words"]) == ("Lyme, late", "-12", "rare; 5 %")
    assert read["links"] == "https://doi.org/10.1000/x"
