"""The answer as tables, from an answer made up for it."""

import io
from typing import Any

import pytest
from rich.console import Console

from miliary.cli.answer import expected, show, signed


def term(label: str) -> dict[str, str]:
    return {"id": f"mil:{label}", "label": label}


def assertion(**given: object) -> dict[str, Any]:
    blank = {"id": "mil:A", "about": term("Lyme"), "subject": term("Steroids"), "occurrence": None, "role": None}
    rest: dict[str, Any] = {
        "frequency": None,
        "context": [],
        "population": None,
        "locator": "Table 2",
        "link": "https://doi.org/10.1/x",
    }
    return {**blank, **rest, "references": [], "caution": None, "conflicts": [], **given}


def disease(**given: object) -> dict[str, Any]:
    blank: dict[str, Any] = {
        **term("Lyme"),
        "status": "compatible",
        "badges": [],
        "score": 3,
        "behind": 0,
        "coverage": 0.5,
    }
    rest: dict[str, Any] = {"demographics": [], "findings": [], "costliest": None, "excluded_by": [], "subtypes": []}
    return {**blank, **rest, "prior": None, "first": 0.44, "top3": 1.0} | given


def finding(**given: object) -> dict[str, Any]:
    blank: dict[str, Any] = {
        **term("Fever"),
        "polarity": "present",
        "verdict": "typical",
        "share": 3,
        "by": [],
        "instead": None,
    }
    return {**blank, "conflicting": False, "assertions": [], **given}


def shown(*diseases: dict[str, Any], **given: object) -> str:
    case = {"present": [term("Fever")], "absent": [], "not_assessed": [], "age": None, "sex": None}
    limits = {"verdict": {"inside": True, "enough": True, "notes": []}, "unexplained": {"by_any": [], "by_leader": []}}
    looking: dict[str, Any] = {"next": [], "stop": {"reached": True, "why": "One disease is left."}, "caution": None}
    answer = {
        "version": "1",
        "assumed": [],
        "unmapped": [],
        "mapped": [],
        "case": case,
        **limits,
        **looking,
        "disclaimer": "No device.",
    }
    hinges = {"draws": {"number": 1500, "seed": 0}, "tipping": [], "change": [], "criteria": []}
    output = io.StringIO()
    show(
        {**answer, **hinges, "diseases": diseases, **given},
        Console(file=output, width=120, markup=False, highlight=False),
        3,
    )
    return output.getvalue()


def test_a_caution_and_its_conflicts_stand_with_the_statement() -> None:
    conflict = {"kind": "contradiction", "with": "mil:B", "why": "The section says otherwise."}
    text = shown(disease(findings=[finding(assertions=[assertion(caution="Harmful.", conflicts=[conflict])])]))
    assert "caution: Harmful." in text
    assert "conflict (contradiction) with mil:B: The section says otherwise." in text


def test_what_excludes_a_disease_is_shown_with_its_passage() -> None:
    barred = disease(status="excluded", score=-4, excluded_by=[assertion(role="excluding by criterion")])
    text = shown(barred)
    assert "1. Lyme: excluded, −4" in text
    assert "excluded by\n        · Steroids: excluding by criterion (Table 2)" in text


def test_a_statement_about_a_narrower_disease_says_so() -> None:
    stated = assertion(about=term("Borreliosis"), subject=term("Fever"), occurrence="rare", context=["child"])
    text = shown(disease(findings=[finding(assertions=[stated])]))
    assert "· Borreliosis: rare in child (Table 2)" in text


def test_a_finding_that_counts_by_another_says_by_which() -> None:
    text = shown(disease(findings=[finding(by=[term("Pons"), term("Brainstem")], conflicting=True, polarity="absent")]))
    assert "+3  no Fever: typical; by Pons → Brainstem; the statements conflict" in text


def test_kinds_costs_and_what_is_not_explained_are_named() -> None:
    kind = disease(**term("Late Lyme"), score=1)
    text = shown(
        disease(subtypes=[kind], costliest=term("Cough"), badges=["supported"]),
        unexplained={"by_any": [term("Itch")], "by_leader": [term("Rash")]},
        unmapped=["green hair"],
    )
    assert "its kinds: Late Lyme (compatible, +1)" in text
    assert "what costs it most: Cough" in text
    assert "No disease of the article is said to have: Itch." in text
    assert "Not stated for the first, Lyme: Rash." in text
    assert "Not in the vocabulary, and not counted for any disease: green hair." in text


def test_what_would_tell_most_next_stands_by_rung_with_both_outcomes() -> None:
    left = {"leaders": [term("Lyme")], "compatible": 1}
    none = {"leaders": [], "compatible": 0}
    blank = {"test": term("History"), "gain": 0.5, "if_present": left, "if_absent": none, "caution": None}
    rows = [
        {"finding": term("Tick bite"), "rung": 0, **blank},
        {"finding": term("Rash"), "rung": 0, **blank},
        {"finding": term("Tissue"), "rung": 5, **blank, "caution": "All else falls short."},
    ]
    text = shown(disease(), next=rows)
    assert text.count("history and examination") == 1
    assert "Tick bite, shown by History: about 0.5 fewer compatible diseases expected" in text
    assert "if present: 1 compatible, first Lyme" in text
    assert "if absent: 0 compatible" in text
    assert "caution: All else falls short." in text
    assert "One disease is left." in text


def test_the_response_to_corticosteroids_is_printed_apart_with_its_cautions() -> None:
    harm = {"text": "It would hide it.", "inference": True, "diseases": [term("Lymphoma")], "assertions": [assertion()]}
    apart = {"subject": term("Response"), "why": "Never to be looked for.", "cautions": [harm], "assertions": []}
    text = shown(disease(), caution=apart)
    assert "Not to be looked for: Response. Never to be looked for." in text
    assert "caution: It would hide it. (our inference; compatible: Lymphoma)" in text
    assert "https://doi.org/10.1/x" in text


def test_brackets_and_control_characters_are_only_text() -> None:
    text = shown(disease(label="[bold]Lyme[/bold] :smile:"), unmapped=["\x1b[2J"])
    assert "[bold]Lyme[/bold] :smile:" in text
    assert "\x1b" not in text


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (-3, ""),
        (0, ""),
        (1, "nearly"),
        (9, "about 1/8"),
        (20, "about 1/100"),
        (21, "under 1/100"),
    ],
)
def test_the_distance_to_the_first_is_said_as_a_fraction(behind: int, words: str) -> None:
    assert expected(behind) == words


def test_a_share_has_its_sign() -> None:
    assert [signed(share) for share in (3, 0, -12)] == ["+3", "0", "−12"]


def test_how_firm_it_is_is_said_in_shares_of_the_draws() -> None:
    text = shown(disease(), disease(**term("Susac"), first=0.004, top3=0.9))
    assert "Of 1,500 draws within the stated intervals (seed 0)," in text
    assert "first: Lyme in 44%." in text
    assert "among the first three: Lyme in 100%, Susac in 90%." in text
    assert "No single number, moved within its interval, changes the leader." in text
    assert "No one or two unknown findings would change the leader." in text


def test_what_tips_and_what_changes_the_order_is_said_in_a_sentence_each() -> None:
    tip = {"between": [term("Lyme"), term("Susac")], "disease": term("Susac"), "finding": term("fever")}
    numbers = {"frequency": 0.45, "now": 0.3, "interval": [0.005, 0.95], "assertions": []}
    then = {"leaders": [term("Susac"), term("CLIPPERS")], "compatible": 4}
    text = shown(
        disease(),
        tipping=[{**tip, **numbers}],
        change=[{"add_present": [term("cough")], "add_absent": [term("rash")], "then": then}],
    )
    assert "Were fever found in 45 % of Susac, Susac would come before Lyme (scored as 30 %; 0.5 % to 95 % is" in text
    assert "With cough and without rash, Susac and CLIPPERS would lead and 4 be compatible." in text


def test_nothing_leads_while_there_is_too_little_to_tell() -> None:
    text = shown(disease(), verdict={"inside": True, "enough": False, "notes": []})
    assert "There is too little to tell the diseases apart: nothing is said of" in text


def test_items_of_criteria_are_listed_and_nothing_is_claimed() -> None:
    def item(code: str, *labels: str, asked: str = "present", joint: bool = False) -> dict[str, Any]:
        return {"code": code, "joint": joint, "parts": [{**term(label), "asked": asked} for label in labels]}

    known = {"set": term("triad"), "disease": term("Susac"), "rule": "any 2 of 1, 2, 3", "unknown": []}
    unheard_of: dict[str, Any] = {
        "set": term("other criteria"),
        "disease": term("Lyme"),
        "rule": None,
        "met": [],
        "failed": [],
    }
    text = shown(
        disease(),
        criteria=[
            {
                **known,
                "met": [item("1", "cough", "fever")],
                "failed": [item("2", "rash", asked="absent")],
                "unknown": [],
            },
            {**unheard_of, "unknown": [item("1", "itch")]},
        ],
    )
    assert "they claim no diagnosis" in text
    assert "triad (Susac, asks for any 2 of 1, 2, 3)" in text
    assert "hold: 1 cough or fever" in text
    assert "do not hold: 2 no rash" in text
    assert "other criteria" not in text


def test_a_prior_is_a_row_of_its_own() -> None:
    text = shown(disease(prior={"set": "a clinic", "share": -5, "assertions": [assertion(frequency="10 %")]}))
    assert "−5  prior: a clinic" in text
    assert "10 %" in text
