"""Random cases, the same ones on every run."""

import random
from collections.abc import Iterator
from decimal import Decimal

from miliary.differential.case import Case, Reading, read
from miliary.differential.compatibility import differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.terms import Knowledge, Sex
from miliary.errors import ContradictoryCase
from miliary.queries import StoredQuery
from miliary.store import Solutions, Store
from miliary.vocabulary import curie

Ranking = list[tuple[str, str, int]]
"""Disease, status and score in decibans, in order."""

AGES = (0, 1, 2, 15, 20, 39, 40, 50, 61, 90)


def readings(knowledge: Knowledge, seed: int, count: int) -> list[Reading]:
    """``count`` cases without contradictions: findings of every kind, factors, kin of each other, an age, a sex."""
    chance = random.Random(seed)
    found: list[Reading] = []
    while len(found) < count:
        try:
            found.append(read(_case(knowledge, chance), knowledge))
        except ContradictoryCase:
            continue
    return found


def _case(knowledge: Knowledge, chance: random.Random) -> Case:
    present = set(_findings(knowledge, chance, 6)) | set(_kin(knowledge, chance, chance.randint(0, 2)))
    absent = set(_findings(knowledge, chance, 3)) | set(_kin(knowledge, chance, chance.randint(0, 1)))
    # Some of what a present finding implies and what lies below an absent one is named besides, as a reader might.
    implied = sorted({above for each in present for above in knowledge.findings[each].ancestors})
    narrower = sorted({below for each in absent for below in knowledge.findings[each].descendants})
    present |= set(chance.sample(implied, min(len(implied), chance.randint(0, 1))))
    absent |= set(chance.sample(narrower, min(len(narrower), chance.randint(0, 1))))
    age = chance.choice([None, chance.choice(AGES), round(chance.uniform(0, 100), 1)])
    return Case(frozenset(present), frozenset(absent), frozenset(), age, chance.choice([None, Sex.FEMALE, Sex.MALE]))


def _findings(knowledge: Knowledge, chance: random.Random, most: int) -> list[str]:
    """Findings that the literature speaks of, any others, and the factors that statements depend on."""
    plain = sorted(each.id for each in knowledge.findings.values() if not each.demographic)
    stated = sorted({each.finding for each in knowledge.statements} & set(plain))
    contexts = sorted({context for each in knowledge.statements for context in each.contexts} & set(plain))
    pools = [pool for pool in (plain, stated, stated, contexts) if pool]
    return [chance.choice(chance.choice(pools)) for _ in range(chance.randint(0, most))]


def _kin(knowledge: Knowledge, chance: random.Random, count: int) -> Iterator[str]:
    """Findings with something below them, or something that excludes them: where the hierarchy matters."""
    terms = [each for each in knowledge.findings.values() if not each.demographic]
    kin = sorted(each.id for each in terms if each.descendants or each.excludes)
    yield from chance.sample(kin, min(len(kin), count))


def by_program(reading: Reading, compiled: Compiled) -> Ranking:
    """The differential as the API gives it."""
    candidates = differentiate(reading, compiled).candidates
    return [(each.disease, each.status.value, each.tally.score) for each in candidates]


def bound(reading: Reading, knowledge: Knowledge, query: StoredQuery) -> str:
    """The stored query for the same case: the findings as they were given, the sex among them."""
    case = reading.case
    given = case.present | ({knowledge.sexes[case.sex]} if case.sex else set())
    age = None if case.age is None else Decimal(str(case.age))
    return query.bind(present=sorted(given), absent=sorted(case.absent), age=age)


def by_sparql(store: Store, text: str) -> Ranking:
    """The differential as SPARQL alone gives it."""
    answer = store.query(text)
    assert isinstance(answer, Solutions)
    rows = [{name: getattr(term, "value", "") for name, term in record.items()} for record in answer.records()]
    return [(row["disease"], row["status"], _whole(row["score"])) for row in rows]


def _whole(number: str) -> int:
    assert Decimal(number) == int(Decimal(number)), f"{number} is no whole number of decibans"
    return int(Decimal(number))


def told(reading: Reading) -> str:
    """The case for a message."""
    case = reading.case
    present, absent = (", ".join(sorted(map(curie, each))) for each in (case.present, case.absent))
    return f"present: {present}; absent: {absent}; age {case.age}; sex {case.sex}"
