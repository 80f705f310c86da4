"""A small vocabulary with what makes names hard: spellings, plurals, abbreviations, homonyms."""

import pytest

from miliary.terms import Name, TermIndex
from miliary.vocabulary import iri

IMAGING = ("ImagingFinding", "Finding")
CLINICAL = ("ClinicalFinding", "Finding")
CSF = ("CsfFinding", "LaboratoryFinding", "Finding")
DISEASE = ("Disease",)
TEST = ("Test",)

VOCABULARY: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("LeptomeningealEnhancement", IMAGING, ("leptomeningeal enhancement", "meningeal enhancement")),
    ("PachymeningealEnhancement", IMAGING, ("pachymeningeal enhancement", "dural enhancement")),
    ("MiliaryEnhancement", IMAGING, ("miliary enhancement",)),
    ("EnlargedPerivascularSpaces", IMAGING, ("enlarged perivascular space", "enlarged Virchow–Robin space")),
    ("Haemorrhage", IMAGING, ("haemorrhage", "bleeding")),
    ("PonsLesion", IMAGING, ("pons lesion", "pontine lesion")),
    ("SpinalCordLesion", IMAGING, ("spinal cord lesion", "myelopathy on imaging")),
    ("BrainOedema", IMAGING, ("brain oedema",)),
    ("BrainMetastasis", IMAGING, ("brain metastasis",)),
    ("Encephalopathy", CLINICAL, ("encephalopathy",)),
    ("HearingLoss", CLINICAL, ("hearing loss", "deafness")),
    ("Weakness", CLINICAL, ("weakness", "MS")),
    ("CsfPleocytosis", CSF, ("CSF pleocytosis", "raised CSF leucocyte count")),
    ("SusacSyndrome", DISEASE, ("Susac’s syndrome", "retinocochleocerebral vasculopathy")),
    ("MultipleSclerosis", DISEASE, ("multiple sclerosis", "MS")),
    ("Metastasis", DISEASE, ("metastasis", "brain metastases")),
    ("Lymphoma", DISEASE, ("lymphoma",)),
    ("LumbarPuncture", TEST, ("lumbar puncture", "LP", "spinal tap")),
    ("Ct", TEST, ("computed tomography", "CT")),
    ("Mri", TEST, ("magnetic resonance imaging", "MRI")),
)


@pytest.fixture(scope="session")
def terms() -> TermIndex:
    names = [
        Name(iri(term), text, place == 0, iri(kinds[0]), frozenset(map(iri, kinds)))
        for term, kinds, texts in VOCABULARY
        for place, text in enumerate(texts)
    ]
    kinds = [Name(iri("Disease"), "disease", True), Name(iri("ImagingFinding"), "imaging finding", True)]
    return TermIndex([*names, *kinds])
