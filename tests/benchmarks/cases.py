"""Random patients for the benchmarks: six findings of one disease are present, two others are absent."""

import random

from miliary.differential.case import Case, read
from miliary.differential.compiled import Compiled
from miliary.errors import ContradictoryCase

PRESENT, ABSENT = 6, 2


def draw_cases(compiled: Compiled, count: int, seed: int = 2020) -> list[Case]:
    """``count`` cases that do not contradict themselves and keep all their findings when they are read."""
    chance = random.Random(seed)
    knowledge = compiled.knowledge
    diseases, stated = list(knowledge.diseases), list(compiled.columns.stated.findings)
    cases: list[Case] = []
    while len(cases) < count:
        findings = sorted(knowledge.stated_findings(chance.choice(diseases)))
        if len(findings) < PRESENT:
            continue
        case = Case(frozenset(chance.sample(findings, PRESENT)), frozenset(chance.sample(stated, ABSENT)))
        try:
            reading = read(case, knowledge)
        except ContradictoryCase:
            continue
        if (len(reading.present), len(reading.absent)) == (PRESENT, ABSENT):
            cases.append(case)
    return cases
