"""What each inference rule, alone, makes of a few lines of Turtle."""

from pathlib import Path

import pytest

from miliary.knowledge.infer import INFERRED, infer
from tests.conftest import REPOSITORY
from tests.pieces import store_of, words

RULES = REPOSITORY / "queries" / "rules"

PART_OF = "rdfs:subClassOf [ owl:onProperty mil:partOf ; owl:someValuesFrom mil:%s ]"
LESION_AT = """owl:equivalentClass [ owl:intersectionOf (
    mil:Lesion [ owl:onProperty mil:hasSite ; owl:someValuesFrom mil:%s ] ) ]"""
KINDS = "mil:Imaging a mil:FindingKind . mil:Mri a mil:FindingKind ; rdfs:subClassOf mil:Imaging ."

# Rule -> examples: what is given => which triples follow, separated by semicolons; nothing else does.
EXAMPLES: dict[str, tuple[str, ...]] = {
    "10-direct-parts": (
        f"mil:Pons {PART_OF % 'Brainstem'} . => Pons partOf Brainstem",
        "mil:Pons rdfs:subClassOf [ owl:onProperty mil:hasSite ; owl:someValuesFrom mil:Brainstem ] . =>",
        "mil:Pons rdfs:subClassOf mil:Brainstem . =>",
    ),
    "11-parts-of-parts": (
        "mil:Pons mil:partOf mil:Brainstem . mil:Brainstem mil:partOf mil:Brain . => Pons partOf Brain",
        "mil:LeftPons rdfs:subClassOf mil:Pons . mil:Pons mil:partOf mil:Brainstem . => LeftPons partOf Brainstem",
        "mil:Pons mil:partOf mil:Brainstem . mil:Brainstem rdfs:subClassOf mil:Organ . => Pons partOf Organ",
        """mil:A mil:partOf mil:B . mil:B mil:partOf mil:C . mil:C mil:partOf mil:D .
        => A partOf C; A partOf D; B partOf D""",
        f"mil:Pons mil:partOf mil:Brainstem . mil:Brainstem {PART_OF % 'Brain'} . =>",
    ),
    "12-subclasses-of-subclasses": (
        """mil:A rdfs:subClassOf mil:B . mil:B rdfs:subClassOf mil:C . mil:C rdfs:subClassOf mil:D .
        => A rdfs:subClassOf C; A rdfs:subClassOf D; B rdfs:subClassOf D""",
        f"mil:A rdfs:subClassOf mil:B . mil:B {PART_OF % 'C'} . =>",
        "mil:A rdfs:subClassOf mil:B . mil:B rdfs:subClassOf mil:A . =>",
    ),
    "13-genus-and-site": (
        f"mil:PonsLesion {LESION_AT % 'Pons'} . => PonsLesion rdfs:subClassOf Lesion; PonsLesion hasSite Pons",
        "mil:PonsLesion owl:equivalentClass mil:PontineLesion . =>",
    ),
    "14-site-chain": (
        "mil:Spot mil:hasSite mil:Pons . mil:Pons mil:partOf mil:Brainstem . => Spot hasSite Brainstem",
        "mil:Spot mil:hasSite mil:Pons . mil:Pons rdfs:subClassOf mil:Nuclei . => Spot hasSite Nuclei",
        "mil:Bleed rdfs:subClassOf mil:Spot . mil:Spot mil:hasSite mil:Pons . => Bleed hasSite Pons",
        "mil:Spot mil:hasSite mil:Pons . mil:Pons rdfs:subClassOf mil:AnatomicalStructure . =>",
        "mil:Spot mil:hasSite mil:Brainstem . mil:Pons mil:partOf mil:Brainstem . =>",
    ),
    "15-located-subsumption": (
        f"""mil:Bleed rdfs:subClassOf mil:Lesion ; mil:hasSite mil:Pons . mil:PonsLesion {LESION_AT % "Pons"} .
        => Bleed rdfs:subClassOf PonsLesion""",
        f"mil:Bleed rdfs:subClassOf mil:Lesion . mil:PonsLesion {LESION_AT % 'Pons'} . =>",
        f"mil:Pain mil:hasSite mil:Pons . mil:PonsLesion {LESION_AT % 'Pons'} . =>",
    ),
    "20-kind": (
        f"{KINDS} mil:Dots rdfs:subClassOf mil:Imaging . => Dots hasKind Imaging",
        f"{KINDS} mil:Dots rdfs:subClassOf mil:Imaging , mil:Mri . => Dots hasKind Mri",
        f"{KINDS} mil:Pons rdfs:subClassOf mil:Brainstem . =>",
    ),
    "30-entails": (
        """mil:Dots mil:hasKind mil:Imaging ; rdfs:subClassOf mil:Enhancement , mil:Imaging .
        mil:Enhancement mil:hasKind mil:Imaging .
        => Dots entails Dots; Dots entails Enhancement; Enhancement entails Enhancement""",
        "mil:Pons rdfs:subClassOf mil:Brainstem . =>",
    ),
    "31-inherited-block": (
        "mil:Dots rdfs:subClassOf mil:Enhancement . mil:Enhancement mil:inBlock mil:Blood . => Dots inBlock Blood",
        "mil:Dots mil:inBlock mil:Blood ; rdfs:subClassOf mil:Enhancement . =>",
    ),
    "32-excluding-factors": (
        """mil:Strong owl:disjointWith mil:Weak ; mil:entails mil:Strong . mil:Weak mil:entails mil:Weak .
        mil:Hiv mil:entails mil:Weak .
        => Strong excludesFactor Weak; Weak excludesFactor Strong
        ; Strong excludesFactor Hiv; Hiv excludesFactor Strong""",
        "mil:Strong mil:entails mil:Strong . mil:Weak mil:entails mil:Weak . =>",
    ),
    "40-inherited-test": (
        """mil:Dots mil:hasKind mil:Imaging ; rdfs:subClassOf mil:Enhancement .
        mil:Enhancement mil:observedBy mil:Mri .
        => Dots observedBy Mri""",
        """mil:Dots mil:hasKind mil:Imaging ; rdfs:subClassOf mil:Near , mil:Far .
        mil:Near rdfs:subClassOf mil:Far ; mil:observedBy mil:Mri . mil:Far mil:observedBy mil:Ct .
        => Dots observedBy Mri""",
        """mil:Dots mil:hasKind mil:Imaging ; mil:observedBy mil:Ct ; rdfs:subClassOf mil:Near .
        mil:Near mil:observedBy mil:Mri . =>""",
    ),
    "41-counts-in": (
        "mil:Dots mil:hasKind mil:Imaging ; mil:inBlock mil:Blood . => Dots countsIn Blood",
        "mil:Dots mil:hasKind mil:Imaging . => Dots countsIn Dots",
        "mil:Pons rdfs:subClassOf mil:Brainstem . =>",
    ),
    "42-contexts-of-findings": (
        """mil:A mil:context mil:Weak . mil:Hiv mil:entails mil:Weak . mil:Weak mil:entails mil:Weak , mil:Ill .
        mil:Strong mil:excludesFactor mil:Weak .
        => Hiv impliesContext Weak; Weak impliesContext Weak; Strong excludesContext Weak
        ; Weak absenceExcludesContext Weak; Ill absenceExcludesContext Weak""",
        "mil:Hiv mil:entails mil:Weak . mil:Strong mil:excludesFactor mil:Weak . =>",
    ),
    "50-conflicting-assertions": (
        "mil:X a mil:Conflict ; mil:concerns mil:A , mil:B . => A conflictsWith B; B conflictsWith A",
        "mil:X mil:concerns mil:A , mil:B . =>",
    ),
    "51-disputed-criterion": (
        """mil:A mil:role mil:ExcludingByCriterion . mil:X mil:concerns mil:A ; mil:conflictKind mil:Graded .
        => A disputed true""",
        """mil:A mil:role mil:ObligateByCriterion . mil:X mil:concerns mil:A ; mil:conflictKind mil:Contradiction .
        => A disputed true""",
        "mil:A mil:role mil:ObligateByCriterion . mil:X mil:concerns mil:A ; mil:conflictKind mil:Omission . =>",
        "mil:A mil:role mil:CriterionItem . mil:X mil:concerns mil:A ; mil:conflictKind mil:Graded . =>",
    ),
    "60-deciding-criterion": (
        """mil:A mil:role mil:ObligateByCriterion ; mil:aboutDisease mil:Lyme . mil:LateLyme rdfs:subClassOf mil:Lyme .
        => A decides Lyme; A decides LateLyme""",
        "mil:A mil:role mil:ExcludingByCriterion ; mil:aboutDisease mil:Lyme . => A decides Lyme",
        "mil:A mil:role mil:ExcludingByCriterion ; mil:aboutDisease mil:Lyme ; mil:disputed true . =>",
        "mil:A mil:role mil:CriterionItem ; mil:aboutDisease mil:Lyme . =>",
    ),
}


def read(example: str) -> tuple[str, set[str]]:
    """What is given, and the triples that follow."""
    given, _, expected = example.partition("=>")
    return given, {" ".join(each.split()) for each in expected.split(";")} - {""}


def test_every_rule_has_an_example_in_which_it_adds_something_and_one_in_which_it_does_not() -> None:
    assert EXAMPLES.keys() == {path.stem for path in RULES.glob("*.rq")}
    for rule, examples in EXAMPLES.items():
        assert {bool(read(example)[1]) for example in examples} == {True, False}, rule


@pytest.mark.parametrize(
    ("rule", "example"), [(rule, example) for rule, examples in EXAMPLES.items() for example in examples]
)
def test_a_rule_adds_these_triples_and_no_others(tmp_path: Path, rule: str, example: str) -> None:
    (tmp_path / f"{rule}.rq").write_text((RULES / f"{rule}.rq").read_text(encoding="utf-8"), encoding="utf-8")
    given, expected = read(example)
    store = store_of(given)
    infer(store, tmp_path)
    assert {" ".join(words(quad.triple)) for quad in store.quads(graph=INFERRED)} == expected
