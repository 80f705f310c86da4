"""How firm an answer is, what it hangs on and which items of criteria hold, as lines of text."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.text import Text

Json = Mapping[str, Any]

_WORTH_TELLING = 0.01


def firm(answer: Json, explain: int) -> Iterator[Text]:
    """The draws and what would tip or change the order; with the criteria unless nothing is to be explained."""
    yield Text()
    yield Text("How firm", style="bold")
    if answer["verdict"]["enough"]:
        yield from (Text(f"  {line}") for line in _hinges(answer))
    else:
        yield Text("  There is too little to tell the diseases apart: nothing is said of what would change the order.")
    if explain:
        yield from _criteria(answer["criteria"])


def _hinges(answer: Json) -> Iterator[str]:
    draws = answer["draws"]
    yield f"Of {draws['number']:,} draws within the stated intervals (seed {draws['seed']}),"
    for words, share in (("first", "first"), ("among the first three", "top3")):
        shares = sorted(answer["diseases"], key=lambda each: -each[share])
        told = (f"{each['label']} in {each[share]:.0%}" for each in shares if each[share] >= _WORTH_TELLING)
        yield f"  {words}: {', '.join(told)}."
    for each in answer["tipping"]:
        first, other = (term["label"] for term in each["between"])
        lower, upper = (_frequency(end) for end in each["interval"])
        yield (
            f"Were {each['finding']['label']} found in {_frequency(each['frequency'])} of {each['disease']['label']}, "
            f"{other} would come before {first} (scored as {_frequency(each['now'])}; {lower} to {upper} is open)."
        )
    for each in answer["change"]:
        parts = (("with", each["add_present"]), ("without", each["add_absent"]))
        found = " and ".join(f"{word} {_labels(terms)}" for word, terms in parts if terms)
        then = f"{_labels(each['then']['leaders'])} would lead and {each['then']['compatible']} be compatible."
        yield f"{found[0].upper()}{found[1:]}, {then}"
    if not answer["tipping"]:
        yield "No single number, moved within its interval, changes the leader."
    if not answer["change"]:
        yield "No one or two unknown findings would change the leader."


def _criteria(sets: Iterable[Json]) -> Iterator[Text]:
    """Sets of which some item holds or fails, and no verdict on them."""
    known = [each for each in sets if each["met"] or each["failed"]]
    if known:
        yield Text()
        yield Text("Items of criteria (which hold; they claim no diagnosis)", style="bold")
    for each in known:
        rule = f", asks for {each['rule']}" if each["rule"] else ""
        yield Text(f"  {each['set']['label']} ({each['disease']['label']}{rule})")
        for name, words in (("met", "hold"), ("failed", "do not hold"), ("unknown", "not known")):
            if each[name]:
                yield Text(f"    {words}: {'; '.join(map(_item, each[name]))}")


def _item(item: Json) -> str:
    parts = [("no " if part["asked"] == "absent" else "") + part["label"] for part in item["parts"]]
    return f"{item['code']} {(' and ' if item['joint'] else ' or ').join(parts)}"


def _frequency(share: float) -> str:
    return f"{share * 100:.3g} %"


def _labels(terms: Iterable[Json]) -> str:
    return " and ".join(term["label"] for term in terms)
