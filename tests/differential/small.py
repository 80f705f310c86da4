"""Small knowledge for the tests, written as a reader would say it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from miliary.differential.case import Case, read
from miliary.differential.compatibility import Differential, differentiate
from miliary.differential.compiled import Compiled
from miliary.differential.likelihood import Constants, Interval, Scale
from miliary.differential.terms import (
    Demographics,
    DiseaseTerm,
    FindingTerm,
    Frequency,
    Knowledge,
    Role,
    Sex,
    Statement,
)
from miliary.differential.weights import weigh
from miliary.errors import ContradictoryCase

SCALE = Scale(
    occurrences={
        "very frequent": Interval(0.80, 0.99, 0.90),
        "frequent": Interval(0.30, 0.80, 0.50),
        "reported": Interval(0.10, 0.95, 0.30),
        "variable": Interval(0.05, 0.80, 0.20),
        "not reported": Interval(0.0005, 0.10, 0.04),
        "rare": Interval(0.005, 0.05, 0.02),
        "not expected": Interval(0.0005, 0.05, 0.005),
    },
    roles={Role.OBLIGATE: Interval(0.95, 1.0, 0.95), Role.EXCLUDING: Interval(0.0, 0.01, 0.001)},
    classes=(
        Interval(0.005, 0.05, 0.02),
        Interval(0.05, 0.30, 0.12),
        Interval(0.30, 0.80, 0.50),
        Interval(0.80, 0.99, 0.90),
    ),
    bare="reported",
    denying=frozenset({"rare", "not reported", "not expected"}),
    constants=Constants(
        background_scale=0.30,
        not_passed_up=0.04,
        compatible_within=13,
        enough_score=10,
        supported_at=5,
        sex_against=-1,
        age_against=-2,
        typical_from=0.30,
        tolerable_below=0.80,
        percent_margin=0.10,
        next_gain=0.1,
        lowest_frequency=0.005,
        draws=200,
        draw_margin=0.0005,
    ),
)

# finding -> findings directly above it. The dots are the index finding.
HIERARCHY: Mapping[str, tuple[str, ...]] = {
    "dots": ("enhancement",),
    "enhancement": (),
    "infratentorial lesion": (),
    "brainstem lesion": ("infratentorial lesion",),
    "pons lesion": ("brainstem lesion",),
    "cerebellar lesion": ("infratentorial lesion",),
    "haemorrhage": (),
    "meningeal enhancement": (),
    "erythema migrans": (),
    "immunocompromised": (),
    "HIV infection": ("immunocompromised",),
    "immunocompetent": (),
    "female": (),
    "male": (),
}
KINDS = {"immunocompromised": "factor", "HIV infection": "factor", "immunocompetent": "factor"}


def said(disease: str, finding: str, word: str | None = "reported", **more: object) -> Statement:
    """One statement; further fields by name, ``context`` for a single context."""
    contexts = frozenset({str(more.pop("context"))}) if "context" in more else frozenset[str]()
    frequency, role = more.pop("frequency", None), more.pop("role", None)
    assert frequency is None or isinstance(frequency, Frequency)
    assert role is None or isinstance(role, Role)
    name = str(more.pop("id", f"{disease}: {finding} {word} {sorted(contexts)}"))
    disputed = bool(more.pop("disputed", False))
    assert not more, more
    return Statement(name, disease, finding, word, frequency, role, contexts, disputed)


def findings(blocks: Mapping[str, str] | None = None) -> dict[str, FindingTerm]:
    """The hierarchy above, with the blocks that a test gives; a finding lies in the block of its ancestor."""

    def above(name: str) -> frozenset[str]:
        return frozenset(HIERARCHY[name]).union(*(above(each) for each in HIERARCHY[name]))

    def block(name: str) -> str:
        given = blocks or {}
        return next((given[each] for each in (name, *sorted(above(name))) if each in given), name)

    excludes = {"immunocompetent": {"immunocompromised", "HIV infection"}}
    for name in ("immunocompromised", "HIV infection"):
        excludes[name] = {"immunocompetent"}
    return {
        name: FindingTerm(
            id=name,
            label=name,
            kind=KINDS.get(name, "imaging"),
            block=block(name),
            ancestors=above(name),
            descendants=frozenset(each for each in HIERARCHY if name in above(each)),
            tests=frozenset({"MRI"}) if name not in KINDS else frozenset({"history"}),
            excludes=frozenset(excludes.get(name, ())),
            demographic=name in ("female", "male"),
        )
        for name in HIERARCHY
    }


def knowledge(
    *statements: Statement,
    diseases: Iterable[str] = ("Lyme", "Susac", "CLIPPERS"),
    subtypes: Mapping[str, str] | None = None,
    demographics: Iterable[Demographics] = (),
    blocks: Mapping[str, str] | None = None,
    rungs: Mapping[str, int] | None = None,
) -> Knowledge:
    """Three diseases (or those given) that say what ``statements`` say."""
    terms = {name: DiseaseTerm(name, name) for name in diseases}
    terms |= {name: DiseaseTerm(name, name, (of,), of) for name, of in (subtypes or {}).items()}
    return Knowledge(
        findings=findings(blocks),
        diseases=terms,
        groups={},
        statements=statements,
        demographics=tuple(demographics),
        index_finding="dots",
        sexes={Sex.FEMALE: "female", Sex.MALE: "male"},
        rungs=rungs or {},
    )


def compiled(*statements: Statement, scale: Scale = SCALE, **more: object) -> Compiled:
    """The weights of :func:`knowledge`."""
    known = knowledge(*statements, **more)  # type: ignore[arg-type]
    return Compiled("test", known, scale, weigh(known, scale))


def asked_of(index: Compiled, present: Iterable[str], absent: Iterable[str] = ()) -> Differential | None:
    """The differential of a case; None when it contradicts itself."""
    try:
        return differentiate(read(Case(frozenset(present), frozenset(absent)), index.knowledge), index)
    except ContradictoryCase:
        return None


EAGER = replace(SCALE, constants=replace(SCALE.constants, enough_score=-100))
"""The scale with which there is never too little to tell."""
