"""Edits of any kind, sensible or not: lines taken away, given other values, terms removed whole."""

from random import Random

from miliary.curation.change import Change, Line

MOST_EDITS = 4


def random_change(stated: frozenset[Line], random: Random) -> Change:
    """Between one and four edits of what is stated; every property has the same chance."""
    lines = sorted(line for line in stated if not line.subject.startswith("<"))
    by_predicate: dict[str, list[Line]] = {}
    for line in lines:
        by_predicate.setdefault(line.predicate, []).append(line)
    predicates = sorted(by_predicate)
    deletions: set[Line] = set()
    additions: set[Line] = set()
    for _ in range(random.randint(1, MOST_EDITS)):
        alike = by_predicate[random.choice(predicates)]
        line = random.choice(alike)
        kind = random.choice(("delete", "delete", "remove", "add", "replace"))
        if kind in ("delete", "replace"):
            deletions.add(line)
        if kind == "remove":
            deletions |= {each for each in lines if each.subject == line.subject}
        if kind in ("add", "replace"):
            elsewhere = by_predicate[random.choice(predicates)] if random.random() < 1 / 4 else alike
            additions.add(Line(line.subject, line.predicate, random.choice(elsewhere).value))
    additions -= stated
    return Change("0", frozenset(additions), frozenset(deletions))
