"""Other ways to rank the same diseases on the same knowledge, so that ours can be compared with them.

Each is a small pure function of a case and the compiled index. All are given the case as ours reads it (of the present
findings the most specific, of the absent the most general, neither the index finding nor sex and age), so that what is
compared is the method and not the preparation. None of them knows blocks, criteria, demographics or conflicts.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from miliary.differential.case import Reading
from miliary.differential.compiled import Compiled
from miliary.differential.weights import Polarity, Weight

_TIE = 9  # decimal places: sums of the same numbers in another order are one score

Key = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """One method's answer: a key for every differential diagnosis, greater is better, and the diseases it keeps."""

    keys: Mapping[str, Key]
    kept: frozenset[str]


def table_split(columns: Mapping[str, Collection[str]], reading: Reading, compiled: Compiled) -> Ranking:
    """The split of the article's Table 1: by the pattern of the lesions, and by nothing else.

    ``columns`` holds for each pattern (a finding) the diseases that the table lists under it. Kept are the diseases in
    the column of every pattern that the case shows and in some column that it does not deny; a case without a word on
    the pattern keeps all. Within the kept, and within the others, all are tied: the table gives no order.
    """
    shown = [diseases for pattern, diseases in columns.items() if pattern in reading.holds]
    open_ = [diseases for pattern, diseases in columns.items() if pattern not in reading.fails]
    kept = frozenset(
        each
        for each in compiled.knowledge.top_diseases
        if all(each in column for column in shown) and any(each in column for column in open_)
    )
    if not shown and len(open_) == len(columns):
        kept = frozenset(compiled.knowledge.top_diseases)
    return Ranking({each: (float(each in kept),) for each in compiled.knowledge.top_diseases}, kept)


def explains_all(reading: Reading, compiled: Compiled) -> Ranking:
    """Set cover by a single disease: those that explain every present finding, ties broken by the number explained.

    A disease explains a finding that it states (p above "not reported") at the finding itself, below it or above it: a
    disease of the brainstem explains a pontine lesion. Kept are those that explain all, which may be none. Covers of
    several diseases (Reggia, Nau & Wang 1983) are not sought, absent findings are not looked at, and how often a
    finding occurs counts nothing.
    """
    asked = present(reading, compiled)
    explained = {
        disease: sum(_explains(_present_weight(disease, each, reading, compiled), compiled) for each in asked)
        for disease in compiled.knowledge.top_diseases
    }
    kept = frozenset(disease for disease, number in explained.items() if number == len(asked))
    return Ranking({each: (float(each in kept), float(number)) for each, number in explained.items()}, kept)


def match_count(reading: Reading, compiled: Compiled) -> Ranking:
    """The number of present findings that a disease states at the finding itself or below it.

    A statement of rarity or absence (p at most "not reported") is no match; nothing counts against a disease. Kept are
    those that share the highest count.
    """
    return _tied_at_top(_matching(lambda _: 1.0, reading, compiled))


def rarity_count(reading: Reading, compiled: Compiled) -> Ranking:
    """The matches of :func:`match_count`, each by its information content −ln((n + 1)/(N + 2)).

    n of N diseases state the finding; the share is the background over its scale. Information content is Resnik's
    (1995), as phenotype matching uses it (Köhler et al. 2009), with the rule of succession for the share. How often the
    finding occurs in the disease counts nothing, nor does anything against it. Kept are those at the highest sum.
    """
    scale, background = compiled.scale.constants.background_scale, compiled.weights.background
    return _tied_at_top(_matching(lambda finding: -math.log(background[finding] / scale), reading, compiled))


def naive_bayes(reading: Reading, compiled: Compiled) -> Ranking:
    """Naive Bayes with equal priors and the points for P(finding | disease); unstated findings have the background.

    The key is the sum of ln(p/b) over present and of ln((1 − p)/(1 − b)) over absent findings: ours without rounding,
    blocks, half weights of ancestors, demographics and criteria. Kept are those within the same distance of the best as
    ours are, so that the sets differ by the method alone.
    """
    given = compiled.knowledge.given
    asked = [(each, Polarity.PRESENT) for each in present(reading, compiled)]
    asked += [(each, Polarity.ABSENT) for each in reading.absent if each not in given]
    sums = {
        disease: math.fsum(_log_ratio(disease, each, polarity, reading, compiled) for each, polarity in asked)
        for disease in compiled.knowledge.top_diseases
    }
    keys, within = _keys(sums), compiled.scale.constants.compatible_within * math.log(10) / 10
    best = max(sums.values(), default=0.0)
    return Ranking(keys, frozenset(disease for disease, value in sums.items() if value >= best - within))


def present(reading: Reading, compiled: Compiled) -> tuple[str, ...]:
    """The present findings that the peers are asked about: neither the index finding nor sex and age."""
    knowledge = compiled.knowledge
    return tuple(
        each for each in reading.present if each not in knowledge.given and not knowledge.findings[each].demographic
    )


def _matching(worth: Callable[[str], float], reading: Reading, compiled: Compiled) -> dict[str, float]:
    """The summed worth of the findings that each disease states at the finding itself or below it."""
    asked = present(reading, compiled)
    return {
        disease: math.fsum(
            worth(each) for each in asked if _states(_present_weight(disease, each, reading, compiled), compiled)
        )
        for disease in compiled.knowledge.top_diseases
    }


def _present_weight(disease: str, finding: str, reading: Reading, compiled: Compiled) -> Weight | None:
    return compiled.weight(disease, finding, Polarity.PRESENT, reading)


def _states(weight: Weight | None, compiled: Compiled) -> bool:
    """Whether the finding is stated to occur; without an interval only an ancestor is stated."""
    if weight is None or weight.interval is None:
        return False
    return weight.interval.point > compiled.scale.constants.not_passed_up


def _explains(weight: Weight | None, compiled: Compiled) -> bool:
    return _states(weight, compiled) or (weight is not None and weight.interval is None)


def _log_ratio(disease: str, finding: str, polarity: Polarity, reading: Reading, compiled: Compiled) -> float:
    weight = compiled.weight(disease, finding, polarity, reading)
    if weight is None or weight.interval is None:
        return 0.0
    point, background = weight.interval.point, compiled.weights.background[finding]
    if polarity is Polarity.PRESENT:
        return math.log(point / background)
    return math.log((1 - point) / (1 - background))


def _keys(sums: Mapping[str, float]) -> dict[str, Key]:
    return {disease: (round(value, _TIE),) for disease, value in sums.items()}


def _tied_at_top(sums: Mapping[str, float]) -> Ranking:
    keys = _keys(sums)
    best = max(keys.values(), default=())
    return Ranking(keys, frozenset(disease for disease, key in keys.items() if key == best))
