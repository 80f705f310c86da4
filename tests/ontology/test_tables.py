"""Every cell of the article's Tables 1 to 3 and every bullet of its Box 1 is in the knowledge.

The tables stand here once more, transcribed from the article by another hand than the one that wrote the ontology.
"""

from collections import Counter

import pytest
from pyoxigraph import NamedNode

from miliary.vocabulary import iri
from tests.ontology.stated import ARTICLE, Stated, assertions, knowledge

SIGNS = {"+": "Reported", "-": "NotExpected", "+/-": "Variable", "rare": "Rare", "mostly": "Frequent"}

# Disease: PVS pattern, supratentorial, infratentorial, leptomeningeal enhancement, haemorrhages, spinal cord.
TABLE_3 = """
Neurosarcoidosis                      +    +       +  +  rare  +
CnsVasculitis                         +    +       +  +  +     rare
CnsLymphoma                           +    +       +  +  rare  +
ErdheimChesterDisease                 +    +       +  +  -     rare
LymeDisease                           +    +       +  +  -     +
VitaminB12Deficiency                  +    +       +  -  -     +
Clippers                              +    .       +  -  -     +
CnsCandidiasis                        +    +       +  +  +     -
CnsCryptococcosis                     +    mostly  .  +  -     rare
PmlIris                               +    +       +  -  -     -
GfapMeningoencephalomyelitis          +    +       +  +  -     +
NeuromyelitisOpticaSpectrumDisorder   +    +       +  +  -     +
BehcetDisease                         +    .       +  +  +     -
Neurotuberculosis                     -    +       +  +  -     -
CnsHistoplasmosis                     -    +       +  +  -     +
SusacSyndrome                         -    mostly  .  +  -     rare
MetastaticDisease                     +/-  +       +  +  +/-   +
"""
COLUMNS_3 = {
    "PerivascularSpacePattern": "Table 3, PVS pattern",
    "SupratentorialLesion": "Table 3, Localisation",
    "InfratentorialLesion": "Table 3, Localisation",
    "LeptomeningealEnhancement": "Table 3, Leptomeningeal enhancement",
    "Haemorrhage": "Table 3, Haemorrhages",
    "SpinalCordLesion": "Table 3, Spinal cord involvement",
}
# What stands in brackets in a cell of Table 3.
IN_BRACKETS = {
    ("CnsCandidiasis", "VertebralBodyLesion", "Table 3, Spinal cord involvement"),
    ("Neurotuberculosis", "VertebralBodyLesion", "Table 3, Spinal cord involvement"),
    ("SusacSyndrome", "CorpusCallosumLesion", "Table 3, Localisation"),
}

# Disease: sex, steroid response, and how many things the cells name: ages, symptoms, CSF, further tests.
TABLE_2 = """
Neurosarcoidosis                      Female  +    1 3 1 2
CnsVasculitis                         Male    +    1 2 1 1
CnsLymphoma                           Male    +    1 3 2 1
ErdheimChesterDisease                 Male    -    1 2 1 1
LymeDisease                           both    -    2 2 1 2
VitaminB12Deficiency                  both    -    1 2 1 1
Clippers                              both    +    1 4 1 2
CnsCandidiasis                        both    -    3 2 1 2
CnsCryptococcosis                     both    +    2 2 1 1
PmlIris                               both    +    2 3 1 1
GfapMeningoencephalomyelitis          both    +    1 1 1 1
NeuromyelitisOpticaSpectrumDisorder   Female  +    2 4 1 1
BehcetDisease                         Male    +    1 2 1 1
Neurotuberculosis                     both    -    2 4 2 1
CnsHistoplasmosis                     both    -    4 2 1 1
SusacSyndrome                         Female  +    1 3 1 2
MetastaticDisease                     both    +/-  1 2 1 1
"""
COUNTED_2 = ["Table 2, Age", "Table 2, Symptoms and signs", "Table 2, CSF", "Table 2, Additional tests"]

TABLE_1 = {
    "PVS involvement": "MetastaticDisease LymeDisease CnsCandidiasis CnsCryptococcosis PmlIris CnsLymphoma "
    "Neurosarcoidosis CnsVasculitis ErdheimChesterDisease VitaminB12Deficiency Clippers BehcetDisease "
    "GfapMeningoencephalomyelitis NeuromyelitisOpticaSpectrumDisorder",
    "Non-PVS involvement": "MetastaticDisease Neurotuberculosis CnsHistoplasmosis SusacSyndrome",
}

# Bullet (its first words): disease and what it says of it.
BOX_1 = {
    "Childhood": "VitaminB12Deficiency:Child",
    "Adulthood and geriatric": "CnsLymphoma:Adult CnsLymphoma:ElderlyAdult MetastaticDisease:Adult "
    "MetastaticDisease:ElderlyAdult VitaminB12Deficiency:Adult VitaminB12Deficiency:ElderlyAdult",
    "Behçet's disease is common": "BehcetDisease:YoungAdult BehcetDisease:MaleSex BehcetDisease:MediterraneanOrigin "
    "BehcetDisease:FemaleSex",
    "Neurosarcoidosis has": "Neurosarcoidosis:NonCaucasianEthnicity",
    "H. capsulatum is endemic": "CnsHistoplasmosis:NorthAmericanOrigin CnsHistoplasmosis:CentralAmericanOrigin "
    "CnsHistoplasmosis:AsianOrigin CnsHistoplasmosis:AfricanOrigin",
    "Medical history": "MiliaryEnhancementDisease:HistoryTaking MiliaryEnhancementDisease:PhysicalExamination "
    "MiliaryEnhancementDisease:SystemicInvolvement",
    "Susac's syndrome": "SusacSyndrome:VisualDisturbance SusacSyndrome:HearingLoss SusacSyndrome:Encephalopathy "
    "SusacSyndrome:Headache",
    "Behçet's disease": "BehcetDisease:OralUlcer BehcetDisease:GenitalUlcer BehcetDisease:Uveitis",
    "ECD": "ErdheimChesterDisease:BonePain ErdheimChesterDisease:NeuroendocrineDysfunction",
    "Sarcoidosis": "Neurosarcoidosis:PulmonaryInvolvement Neurosarcoidosis:MediastinalInvolvement "
    "Neurosarcoidosis:CardiacInvolvement Neurosarcoidosis:MusculoskeletalInvolvement",
    "Immunocompromised patient": "CnsInfection:Immunocompromised CnsInfection:CsfAnalysis",
    "PML-IRIS is highly suspected": "PmlIris:NatalizumabDiscontinuation PmlIris:KnownPml",
    "Localisation": "Clippers:InfratentorialLesion BehcetDisease:InfratentorialLesion",
    "Enhancement with or without": "MiliaryEnhancementDisease:PerivascularSpacePattern "
    "MiliaryEnhancementDisease:NonPerivascularPattern",
    "Haemorrhagic lesions": "CnsVasculitis:Haemorrhage CnsCandidiasis:Haemorrhage BehcetDisease:Haemorrhage",
    "Meningeal enhancement": "CnsLymphoma:MeningealEnhancement AdenocarcinomaMetastases:MeningealEnhancement "
    "Neurosarcoidosis:MeningealEnhancement NeuromyelitisOpticaSpectrumDisorder:MeningealEnhancement "
    "CnsInfection:MeningealEnhancement Neurotuberculosis:MeningealEnhancement LymeDisease:MeningealEnhancement "
    "CnsHistoplasmosis:MeningealEnhancement CnsCandidiasis:MeningealEnhancement",
    "Spinal cord involvement": "Neurosarcoidosis:SpinalCordLesion VitaminB12Deficiency:SpinalCordLesion "
    "Clippers:SpinalCordLesion GfapMeningoencephalomyelitis:SpinalCordLesion Neurotuberculosis:VertebralLesion "
    "CnsCandidiasis:VertebralLesion",
    "Positive response": "Clippers:CorticosteroidResponse CnsLymphoma:CorticosteroidResponse "
    "CnsVasculitis:CorticosteroidResponse NeuromyelitisOpticaSpectrumDisorder:CorticosteroidResponse "
    "GfapMeningoencephalomyelitis:CorticosteroidResponse BehcetDisease:CorticosteroidResponse "
    "Neurosarcoidosis:CorticosteroidResponse PmlIris:CorticosteroidResponse SusacSyndrome:CorticosteroidResponse",
    "Biopsy of non-brain tissue": "MiliaryEnhancementDisease:NonBrainBiopsy MiliaryEnhancementDisease:LymphNodeBiopsy",
}


def rows(table: str) -> dict[str, list[str]]:
    return {line.split()[0]: line.split()[1:] for line in table.strip().splitlines()}


def at(locator: str) -> list[Stated]:
    """What is stated at a place of the article."""
    return [each for each in assertions() if (each.source, each.locator) == (ARTICLE, locator)]


def test_the_differential_diagnoses_are_the_seventeen_rows_of_table_3() -> None:
    values, _ = knowledge()
    tops = {node.value.removeprefix(iri("")) for node, own in values.items() if own.get("differentialOf")}
    assert tops == rows(TABLE_3).keys() == rows(TABLE_2).keys()
    assert len(tops) == 17


@pytest.mark.parametrize("disease", rows(TABLE_3))
def test_a_row_of_table_3_is_stated_as_it_is_printed(disease: str) -> None:
    printed = {
        (subject, locator, SIGNS[sign])
        for (subject, locator), sign in zip(COLUMNS_3.items(), rows(TABLE_3)[disease], strict=True)
        if sign != "."
    }
    found = {
        (each.subject, each.locator, each.occurrence)
        for each in assertions()
        if each.disease == disease and each.locator in COLUMNS_3.values()
    }
    bracketed = {row for row in found if (disease, row[0], row[1]) in IN_BRACKETS}
    assert found - bracketed == printed
    assert {(disease, subject, locator) for subject, locator, _ in bracketed} == {
        each for each in IN_BRACKETS if each[0] == disease
    }


def test_what_a_cell_restricts_is_restricted() -> None:
    values, _ = knowledge()
    contexts = {name: values[NamedNode(iri(name))]["context"] for name in (each.name for each in assertions())}
    assert contexts["CnsLymphoma-Haemorrhage-Table3"] == ["Immunocompetent"]
    assert contexts["CnsCryptococcosis-SpinalCordLesion-Table3"] == ["Immunocompromised"]


@pytest.mark.parametrize("disease", rows(TABLE_2))
def test_sex_and_steroid_response_of_table_2_are_stated_as_they_are_printed(disease: str) -> None:
    sex, sign, *_ = rows(TABLE_2)[disease]
    sexes = [(each.subject, each.occurrence) for each in at("Table 2, Sex") if each.disease == disease]
    assert sexes == [("Sex", "NoPredominance") if sex == "both" else (f"{sex}Sex", "Predominant")]
    response = [each for each in at("Table 2, Corticosteroid responsiveness") if each.disease == disease]
    assert [(each.subject, each.occurrence) for each in response] == [("CorticosteroidResponse", SIGNS[sign])]


@pytest.mark.parametrize("locator", COUNTED_2)
def test_everything_that_a_cell_of_table_2_names_is_stated(locator: str) -> None:
    place = COUNTED_2.index(locator)
    printed = Counter({disease: int(cells[2 + place]) for disease, cells in rows(TABLE_2).items()})
    found = Counter(each.disease for each in at(locator))
    assert printed - found == Counter()
    assert found.keys() == printed.keys()


@pytest.mark.parametrize("column", TABLE_1)
def test_a_column_of_table_1_is_stated_as_it_is_printed(column: str) -> None:
    found = [each.disease for each in at(f"Table 1, {column}")]
    assert sorted(found) == sorted(TABLE_1[column].split())


@pytest.mark.parametrize("bullet", BOX_1)
def test_a_bullet_of_box_1_is_stated(bullet: str) -> None:
    stated = {f"{each.disease}:{each.subject}" for each in at("Box 1")}
    assert set(BOX_1[bullet].split()) - stated == set()
