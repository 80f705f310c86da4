"""The answer to a case as tables: limits first, then the order, then the reasons with their passages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from miliary.cli.firm import firm
from miliary.cli.terminal import printable, table
from miliary.consultation.wording import RUNGS, taken_as

Json = Mapping[str, Any]

_STYLES = {"compatible": "green", "less likely": "yellow", "excluded": "red"}


def show(answer: Json, console: Console, explain: int) -> None:
    """Print the whole answer, with the reasons of the first ``explain`` diseases."""
    for line in _case(answer):
        console.print(line)
    console.print()
    for line in _limits(answer):
        console.print(line)
    console.print()
    console.print(_order(answer["diseases"]))
    console.print()
    for line in _next(answer):
        console.print(line, soft_wrap="https://" in line.plain)
    for place, disease in enumerate(answer["diseases"][:explain], 1):
        console.print()
        for line in _reasons(place, disease):
            console.print(line, soft_wrap=True)
    for line in firm(answer, explain):
        console.print(line, soft_wrap=True)
    console.print()
    console.print(Text(answer["disclaimer"], style="italic"))


def signed(share: int) -> str:
    """Return a share with its sign; the minus is the real one, as wide as the plus."""
    return f"+{share}" if share > 0 else f"−{-share}" if share else "0"


def expected(behind: int) -> str:
    """Return how expected the case is in a disease ``behind`` decibans after the first: "about 1/8" as there."""
    if behind <= 0:
        return ""
    ratio = 10 ** (behind / 10)
    if ratio < 1.5:
        return "nearly"
    return f"about 1/{ratio:.0f}" if ratio <= 100 else "under 1/100"


def _case(answer: Json) -> Iterator[Text]:
    case = answer["case"]
    for name, words in (
        ("present", case["present"]),
        ("absent", case["absent"]),
        ("not assessed", case["not_assessed"]),
    ):
        if words:
            yield Text.assemble((f"{name}: ", "bold"), _labels(words))
    patient = [f"{case['age']:g} years" if case["age"] is not None else "", case["sex"] or ""]
    if any(patient):
        yield Text.assemble(("patient: ", "bold"), ", ".join(filter(None, patient)))
    yield Text.assemble(("knowledge: ", "bold"), f"version {answer['version']}")


def _limits(answer: Json) -> Iterator[Text]:
    verdict, unexplained = answer["verdict"], answer["unexplained"]
    notes = [*verdict["notes"], *map(taken_as, answer["mapped"])]
    if answer["unmapped"]:
        notes.append(f"Not in the vocabulary, and not counted for any disease: {', '.join(answer['unmapped'])}.")
    if unexplained["by_any"]:
        notes.append(f"No disease of the article is said to have: {_labels(unexplained['by_any'])}.")
    if unexplained["by_leader"] and answer["diseases"]:
        leader = answer["diseases"][0]["label"]
        notes.append(f"Not stated for the first, {leader}: {_labels(unexplained['by_leader'])}.")
    for note in notes:
        yield Text.assemble(("! ", "bold yellow"), printable(note))


def _order(diseases: Sequence[Json]) -> Table:
    grid = table("", "disease", "status", "score", "as expected", "stated", "badges", numbers=frozenset({"", "score"}))
    for place, disease in enumerate(diseases, 1):
        last = place == len(diseases) or diseases[place]["status"] != disease["status"]
        grid.add_row(
            str(place),
            disease["label"],
            Text(disease["status"], style=_STYLES.get(disease["status"], "")),
            signed(disease["score"]),
            expected(disease["behind"]),
            f"{disease['coverage']:.0%}",
            ", ".join(disease["badges"]),
            end_section=last,
        )
    return grid


def _next(answer: Json) -> Iterator[Text]:
    """What would tell most next, rung by rung, and whether looking further helps."""
    yield Text("What would tell most next (no advice to test or to treat)", style="bold")
    rung = None
    for each in answer["next"]:
        if each["rung"] != rung:
            rung = each["rung"]
            yield Text(f"  {RUNGS[rung]}")
        drop = f"about {each['gain']} fewer compatible diseases expected"
        yield Text.assemble("    ", (each["finding"]["label"], "bold"), f", shown by {each['test']['label']}: {drop}")
        for word in ("present", "absent"):
            left = each[f"if_{word}"]
            first = f", first {_labels(left['leaders'])}" if left["leaders"] else ""
            yield Text(f"      if {word}: {left['compatible']} compatible{first}")
        if each["caution"]:
            yield Text(f"      caution: {each['caution']}", style="yellow")
    yield Text(f"  {answer['stop']['why']}")
    if answer["caution"]:
        yield from _apart(answer["caution"])


def _apart(caution: Json) -> Iterator[Text]:
    yield Text(f"  Not to be looked for: {caution['subject']['label']}. {caution['why']}")
    for each in caution["cautions"]:
        inferred = "our inference; " if each["inference"] else ""
        yield Text(f"    caution: {each['text']} ({inferred}compatible: {_labels(each['diseases'])})", style="yellow")
        yield from _assertions(each["assertions"], "", "")


def _reasons(place: int, disease: Json) -> Iterator[Text]:
    yield Text(f"{place}. {disease['label']}: {disease['status']}, {signed(disease['score'])}", style="bold")
    if disease["excluded_by"]:
        yield Text("  excluded by", style="red")
        yield from _assertions(disease["excluded_by"], disease["id"], "")
    if disease["prior"]:
        yield _row(disease["prior"]["share"], "prior", disease["prior"]["set"])
        yield from _assertions(disease["prior"]["assertions"], disease["id"], "")
    for factor in disease["demographics"]:
        yield _row(factor["share"], factor["factor"], "")
        yield from _assertions(factor["assertions"], disease["id"], "")
    for finding in disease["findings"]:
        yield _row(
            finding["share"], ("no " if finding["polarity"] == "absent" else "") + finding["label"], _remarks(finding)
        )
        yield from _assertions(finding["assertions"], disease["id"], finding["id"])
    if disease["costliest"]:
        yield Text(f"  what costs it most: {disease['costliest']['label']}")
    if disease["subtypes"]:
        kinds = (f"{each['label']} ({each['status']}, {signed(each['score'])})" for each in disease["subtypes"])
        yield Text(f"  its kinds: {'; '.join(kinds)}")


def _remarks(finding: Json) -> str:
    remarks = [finding["verdict"]]
    if finding["by"]:
        remarks.append("by " + " → ".join(each["label"] for each in finding["by"]))
    if finding["instead"]:
        remarks.append(f"counted as {finding['instead']['label']}")
    if finding["conflicting"]:
        remarks.append("the statements conflict")
    return "; ".join(remarks)


def _row(share: int, what: str, remarks: str) -> Text:
    return Text.assemble(f"  {signed(share):>4}  ", (what, "bold"), f": {remarks}" if remarks else "")


def _assertions(assertions: Iterable[Json], disease: str, finding: str) -> Iterator[Text]:
    """Statements, each with its passage; it says what a statement is about where that is not the row itself."""
    for assertion in assertions:
        named = [
            assertion[key] for key, known in (("about", disease), ("subject", finding)) if assertion[key]["id"] != known
        ]
        about = f"{_labels(named)}: " if named else ""
        yield Text(f"        · {about}{_stated(assertion)}")
        for name in ("comment", "caution"):
            if assertion.get(name):
                yield Text(f"          {name}: {assertion[name]}", style="yellow" if name == "caution" else "")
        for conflict in assertion["conflicts"]:
            words = f"conflict ({conflict['kind']}) with {conflict['with']}: {conflict['why']}"
            yield Text(f"          {words}", style="yellow")
        yield Text(f"          {assertion['link']}", style="dim")


def _stated(assertion: Json) -> str:
    """What is stated, in which context, where, and the numbers of the references that the passage cites."""
    words = ("occurrence", "role", "relation", "frequency", "population", "timing")
    stated = [str(assertion[word]) for word in words if assertion.get(word)]
    contexts = f" in {', '.join(assertion['context'])}" if assertion["context"] else ""
    cited = ", ".join(str(each["number"]) for each in assertion["references"])
    return f"{', '.join(stated) or 'stated'}{contexts} ({assertion['locator']})" + (f" [{cited}]" if cited else "")


def _labels(terms: Iterable[Json]) -> str:
    return ", ".join(term["label"] for term in terms)
