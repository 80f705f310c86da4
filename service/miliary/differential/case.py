"""A case: what was found, what was looked for in vain, what was not looked for, and who the patient is.

Presence goes up the hierarchy, absence goes down, and what is present rules out what excludes it. A case that
contradicts itself is refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from miliary.differential.profile import ContextState, World
from miliary.differential.terms import Knowledge, Sex
from miliary.errors import ContradictoryCase, InvalidCase

OLDEST = 130


@dataclass(frozen=True, slots=True)
class Case:
    """The findings of one patient, as IRIs; patient factors are findings like others. ``age`` is in years.

    ``priors`` is the set of priors that was chosen, if any.
    """

    present: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()
    not_assessed: frozenset[str] = frozenset()
    age: float | None = None
    sex: Sex | None = None
    priors: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A case read against the hierarchy.

    ``present`` and ``absent`` are what counts (the most specific of the present, the most general of the absent, the
    factor of the sex included); ``holds`` and ``fails`` are all that follows from them.
    """

    case: Case
    present: tuple[str, ...]
    absent: tuple[str, ...]
    holds: frozenset[str]
    fails: frozenset[str]
    index_assumed: bool

    def state(self, context: str) -> ContextState:
        """What the case says of a patient factor."""
        if context in self.holds:
            return ContextState.PRESENT
        return ContextState.DENIED if context in self.fails else ContextState.UNKNOWN

    def world(self, contexts: frozenset[str]) -> World:
        """The states of ``contexts`` in this case."""
        return {each: self.state(each) for each in contexts}

    def meets(self, when: Iterable[tuple[str, ContextState]]) -> bool:
        """Whether this case says of each patient factor what ``when`` asks."""
        return all(self.state(each) is state for each, state in when)


def read(case: Case, knowledge: Knowledge, names: Mapping[str, str] | None = None) -> Reading:
    """Read ``case`` against the hierarchy; ``names`` are the inputs as the caller wrote them, by IRI, for messages.

    :raises ContradictoryCase: a present finding implies an absent one, two patient factors exclude each other, or a
        finding was both assessed and not assessed.
    :raises InvalidCase: the age is negative or above 130, or the sex is given twice.
    """
    if case.age is not None and not 0 <= case.age <= OLDEST:
        raise InvalidCase(f"An age of {case.age:g} years cannot be used; give years from 0 to {OLDEST}.", age=case.age)
    given = case.present | ({knowledge.sexes[case.sex]} if case.sex else frozenset())
    terms = knowledge.findings
    holds = given | {above for each in given for above in terms[each].ancestors}
    fails = case.absent | {below for each in case.absent for below in terms[each].descendants}
    fails |= {excluded for each in holds for excluded in terms[each].excludes}
    _refuse_contradictions(case, knowledge, given, names or {})
    return Reading(
        case=case,
        present=tuple(sorted(each for each in given if not given & terms[each].descendants)),
        absent=tuple(sorted(each for each in case.absent if not case.absent & terms[each].ancestors)),
        holds=holds,
        fails=fails,
        index_assumed=not (holds | fails) & {knowledge.index_finding},
    )


def _refuse_contradictions(case: Case, knowledge: Knowledge, given: frozenset[str], names: Mapping[str, str]) -> None:
    terms = knowledge.findings

    def name(finding: str) -> str:
        return names.get(finding, terms[finding].label)

    for present in sorted(given):
        for absent in sorted(case.absent & (terms[present].ancestors | {present})):
            why = "the first implies the second" if present != absent else "the same finding is present and absent"
            raise ContradictoryCase(name(present), name(absent), why)
        for other in sorted(given) if terms[present].excludes else ():
            if terms[present].excludes & (terms[other].ancestors | {other}):
                raise ContradictoryCase(name(present), name(other), "the two patient factors exclude each other")
    for assessed in sorted((case.present | case.absent) & case.not_assessed):
        raise ContradictoryCase(name(assessed), f"not assessed: {name(assessed)}", "it was assessed or it was not")
