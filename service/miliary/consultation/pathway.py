"""Where a case stands in the pathways of the article: what each step names, and what of it the case has."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

from miliary.consultation.answer import Answering
from miliary.consultation.question import Question, understand
from miliary.consultation.statement import assertion
from miliary.differential.case import Reading
from miliary.index.citations import Citation
from miliary.index.pathways import Pathway, Step
from miliary.vocabulary import curie, iri

Json = dict[str, Any]

_AGE, _SEX = iri("Age"), iri("Sex")


class Standing(StrEnum):
    """What a case has of what a step names."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"


def stand(service: Answering, question: Question, pathways: Iterable[Pathway]) -> Json:
    """Tell for each step of each pathway, the longest pathway first, what it names and how the case stands to it.

    A step is *met* where something that it names is present in the case or was told (age, sex), *not met* where the
    case has of it only what is absent, and *unknown* where the case says nothing. The first unknown step of a pathway
    is where the case stands.

    :raises InvalidCase: the case cannot be used
    :raises UnknownTerm: a word of the case names no finding
    """
    reading = understand(question, service.terms, service.compiled.knowledge).reading
    ordered = sorted(pathways, key=lambda each: (-len(each.steps), each.label))
    return {"version": service.compiled.version, "pathways": [_pathway(service, each, reading) for each in ordered]}


def _pathway(service: Answering, pathway: Pathway, reading: Reading) -> Json:
    steps = [_step(service, each, reading) for each in pathway.steps]
    here = next((each["number"] for each in steps if each["standing"] == Standing.UNKNOWN), None)
    return {
        "id": curie(pathway.id),
        "label": pathway.label,
        "definition": pathway.definition,
        "caution": pathway.caution,
        "here": here,
        "steps": steps,
    }


def _step(service: Answering, step: Step, reading: Reading) -> Json:
    named = list(_named(service, step, reading))
    return {
        "id": curie(step.id),
        "number": step.number,
        "label": step.label,
        "comment": step.comment,
        "locator": step.locator,
        "link": step.link,
        "standing": str(_together(each["standing"] for each in named)),
        "names": named,
    }


def _named(service: Answering, step: Step, reading: Reading) -> Iterator[Json]:
    """What the step names: what it looks at, then the subjects of its statements, each with whose statements it has."""
    stated: dict[str, list[Citation]] = {each: [] for each in step.subjects}
    for name in step.statements:
        citation = service.citations[name]
        stated.setdefault(citation.subject, []).append(citation)
    for subject, citations in stated.items():
        yield {
            "id": curie(subject),
            "label": service.terms.label(subject),
            "standing": str(_standing(service, subject, reading)),
            "given": _given(subject, reading),
            "diseases": _diseases(service, citations),
            "statements": [assertion(each) for each in citations],
        }


def _diseases(service: Answering, citations: Iterable[Citation]) -> list[Json]:
    """Whom the statements are about, by label; not the group of them all, of which everything is said."""
    knowledge = service.compiled.knowledge
    everyone = frozenset.intersection(*(frozenset(knowledge.lineage(each)) for each in knowledge.top_diseases))
    found = {each.disease: each.disease_label for each in citations if each.disease not in everyone}
    return [{"id": curie(name), "label": label} for name, label in sorted(found.items(), key=lambda each: each[1])]


def _given(subject: str, reading: Reading) -> str | None:
    """What the case tells in so many words: the age in years, or the sex."""
    if subject == _AGE and reading.case.age is not None:
        return f"{reading.case.age:g}"
    return str(reading.case.sex) if subject == _SEX and reading.case.sex else None


def _standing(service: Answering, subject: str, reading: Reading) -> Standing:
    knowledge = service.compiled.knowledge
    if subject in (_AGE, _SEX):
        return Standing.MET if _given(subject, reading) else Standing.UNKNOWN
    if subject in knowledge.findings:
        return _of_finding(subject, reading)
    tests = {subject} | knowledge.tests_below.get(subject, frozenset())
    seen = {
        each
        for each in reading.case.present | reading.case.absent
        if knowledge.findings[each].tests & tests and not knowledge.findings[each].demographic
    }
    return _together(_of_finding(each, reading) for each in seen)


def _of_finding(finding: str, reading: Reading) -> Standing:
    if finding in reading.holds:
        return Standing.MET
    return Standing.NOT_MET if finding in reading.fails else Standing.UNKNOWN


def _together(standings: Iterable[Standing | str]) -> Standing:
    found = set(standings)
    return next((each for each in (Standing.MET, Standing.NOT_MET) if each in found), Standing.UNKNOWN)
