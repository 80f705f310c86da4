"""One phenomenon of reports after another: what is said of a finding where it is named."""

from collections.abc import Callable

import pytest

States = Callable[[str], dict[str, str]]
PRESENT, ABSENT, UNCERTAIN, HISTORICAL = "present", "absent", "uncertain", "historical"


@pytest.mark.parametrize(
    ("text", "finding", "state"),
    [
        ("Leptomeningeal enhancement.", "LeptomeningealEnhancement", PRESENT),
        ("No leptomeningeal enhancement.", "LeptomeningealEnhancement", ABSENT),
        ("No hydrocephalus, haemorrhage or mass effect.", "MassEffect", ABSENT),
        ("Seizures without fever.", "Fever", ABSENT),
        ("Negative for pleocytosis.", "CsfPleocytosis", ABSENT),
        ("No hydrocephalus but haemorrhage.", "Haemorrhage", PRESENT),
        ("No hydrocephalus is seen and there is haemorrhage.", "Haemorrhage", PRESENT),
        ("Headache, no fever.", "Headache", PRESENT),
        ("Haemorrhage and hydrocephalus were not seen.", "Haemorrhage", ABSENT),
        ("Hydrocephalus: absent", "Hydrocephalus", ABSENT),
        ("Fever (-), headache (+)", "Fever", ABSENT),
        ("Not only fever.", "Fever", PRESENT),
        ("No new haemorrhage.", "Haemorrhage", UNCERTAIN),
        ("Cannot exclude hydrocephalus.", "Hydrocephalus", UNCERTAIN),
        ("Hydrocephalus cannot be excluded.", "Hydrocephalus", UNCERTAIN),
        ("Hydrocephalus is not excluded.", "Hydrocephalus", UNCERTAIN),
        ("Haemorrhage has not been ruled out.", "Haemorrhage", UNCERTAIN),
        ("Rule out haemorrhage.", "Haemorrhage", UNCERTAIN),
        ("?hydrocephalus", "Hydrocephalus", UNCERTAIN),
        ("Possible optic neuritis.", "OpticNeuritis", UNCERTAIN),
        ("If seizures recur, call.", "Seizure", UNCERTAIN),
        ("Previous haemorrhage.", "Haemorrhage", HISTORICAL),
        ("The hydrocephalus has resolved.", "Hydrocephalus", HISTORICAL),
        ("Previously seen hydrocephalus persists.", "Hydrocephalus", PRESENT),
        ("Past medical history: seizures.", "Seizure", HISTORICAL),
        ("History: seizures.", "Seizure", PRESENT),
        ("History of lung cancer.", "KnownLungCarcinoma", PRESENT),
        ("Family history of multiple sclerosis.", "MultipleSclerosis", HISTORICAL),
        ("Recommendation: CT for haemorrhage.", "Haemorrhage", UNCERTAIN),
        ("Hemorrhages.", "Haemorrhage", PRESENT),
    ],
)
def test_what_is_said_of_a_finding(states: States, text: str, finding: str, state: str) -> None:
    assert states(text)[finding] == state


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Enhancing lesions in the pons.", {"PonsLesion": PRESENT, "ContrastEnhancement": PRESENT}),
        ("Pontine and callosal lesions.", {"PonsLesion": PRESENT, "CorpusCallosumLesion": PRESENT}),
        ("The pons and midbrain show lesions.", {"PonsLesion": PRESENT, "MidbrainLesion": PRESENT}),
        ("Lesions in the pons but not in the midbrain.", {"PonsLesion": PRESENT, "MidbrainLesion": ABSENT}),
        ("Meninges: no enhancement.", {"MeningealEnhancement": ABSENT}),
        (
            "Dural and leptomeningeal enhancement.",
            {"PachymeningealEnhancement": PRESENT, "LeptomeningealEnhancement": PRESENT},
        ),
        # What is denied at one place is not denied elsewhere.
        ("No enhancement of the spinal cord.", {"SpinalCordEnhancement": ABSENT}),
        ("No enhancing lesion in the pons.", {}),
        ("The midbrain is spared.", {"MidbrainLesion": ABSENT}),
    ],
)
def test_a_sign_is_said_of_its_places(states: States, text: str, expected: dict[str, str]) -> None:
    assert states(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "CSF: protein 1.2 g/L (raised), glucose low.",
            {"CsfProteinIncreased": PRESENT, "CsfGlucoseDecreased": PRESENT},
        ),
        ("CSF protein normal.", {"CsfProteinIncreased": ABSENT}),
        ("Raised protein and cell count in CSF.", {"CsfProteinIncreased": PRESENT, "CsfPleocytosis": PRESENT}),
        ("LP: OCB negative.", {"CsfOligoclonalBands": ABSENT}),
        ("Serum: protein raised.", {}),
        ("CSF protein 0.4 g/L.", {}),
    ],
)
def test_a_measurement_counts_by_its_direction_and_fluid(states: States, text: str, expected: dict[str, str]) -> None:
    assert states(text) == expected


def test_a_list_after_a_denial_is_denied_item_by_item(states: States) -> None:
    text = "No evidence of:\n- hydrocephalus\n- haemorrhage\n\nHeadache."
    assert states(text) == {"Hydrocephalus": ABSENT, "Haemorrhage": ABSENT, "Headache": PRESENT}


def test_technique_says_nothing_of_findings(states: States) -> None:
    text = "Technique: T1 with gadolinium enhancement.\nFindings: hydrocephalus."
    assert states(text) == {"Hydrocephalus": PRESENT}


def test_an_abbreviation_is_one_only_in_capitals(states: States) -> None:
    assert (states("MS."), states("Ms. X")) == ({"MultipleSclerosis": PRESENT}, {})
