"""What the statements on age and sex say of each disease that is answered for."""

from collections.abc import Iterator
from functools import partial

from miliary.differential.profile import ContextState, UndecidedContext, World, worlds
from miliary.differential.terms import Demographics, Knowledge, Sex

Range = tuple[float | None, float | None]


def opposed_sexes(knowledge: Knowledge) -> Iterator[tuple[str, str, tuple[str, ...], World]]:
    """Disease and factor of each sex against which every statement that applies speaks, and its contexts."""
    for disease in knowledge.diseases if knowledge.demographics else ():
        statements = [each for each in _demographics(knowledge, disease) if each.about_sex]
        for sex, factor in knowledge.sexes.items():
            for world, ids in worlds(partial(_opposing, statements, sex)):
                if ids:
                    yield disease, factor, ids, world


def age_ranges(knowledge: Knowledge) -> Iterator[tuple[str, tuple[Range, ...], tuple[str, ...]]]:
    """Diseases whose statements on age all name a range; one that says "all ages" leaves the disease out."""
    for disease in knowledge.diseases if knowledge.demographics else ():
        statements = [each for each in _demographics(knowledge, disease) if not each.about_sex]
        ranged = [each for each in statements if each.age_from is not None or each.age_to is not None]
        if ranged and not any(each.all_ages for each in statements):
            ranges = tuple((each.age_from, each.age_to) for each in ranged)
            yield disease, ranges, tuple(each.id for each in ranged)


def _opposing(statements: list[Demographics], sex: Sex, world: World) -> tuple[str, ...]:
    applying = _applying(statements, world)
    opposed = [each.id for each in applying if each.predominant not in (None, sex)]
    return tuple(opposed) if len(opposed) == len(applying) else ()


def _applying(statements: list[Demographics], world: World) -> list[Demographics]:
    """Statements whose contexts match win; else those whose contexts are not denied."""
    live, matching = [], []
    for each in statements:
        for context in sorted(each.contexts):
            if context not in world:
                raise UndecidedContext(context)
        states = {world[context] for context in each.contexts}
        if ContextState.DENIED not in states:
            live.append(each)
            if states == {ContextState.PRESENT}:
                matching.append(each)
    return matching or live


def _demographics(knowledge: Knowledge, disease: str) -> list[Demographics]:
    """The statements of the nearest of the disease and its broader diseases that makes some on the same matter."""
    found: list[Demographics] = []
    for about_sex in (True, False):
        for name in knowledge.lineage(disease):
            own = [each for each in knowledge.demographics_of.get(name, ()) if each.about_sex == about_sex]
            if own:
                found += own
                break
    return found
