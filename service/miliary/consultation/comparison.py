"""Two diseases side by side: what the case says of each, and what it leaves open that would tell them apart."""

from collections.abc import Iterator
from typing import Any

from miliary.consultation.answer import Answering, ask
from miliary.consultation.question import Question, understand
from miliary.consultation.statement import assertion
from miliary.differential.separation import Pair, Separation, difference, separations
from miliary.errors import UnknownTerm
from miliary.terms import DISEASES
from miliary.vocabulary import curie

Json = dict[str, Any]


def compare(service: Answering, question: Question, one: str, other: str) -> Json:
    """Set two diseases side by side for a case, which may be empty.

    :param one: a disease of the differential or one of its kinds, in any word for it; ``other`` likewise
    :returns: ``answer`` as :func:`~miliary.consultation.answer.ask` gives it, ``diseases`` the two of it, ``findings``
        what the case says of both, and ``open`` what it leaves open, what tells most first
    :raises UnknownTerm: one of them is no such disease
    :raises AmbiguousTerm: a word names several
    :raises InvalidCase: the case cannot be used
    """
    names = [_disease(service, word) for word in (one, other)]
    answer = ask(service, question)
    known = {each["id"]: each for disease in answer["diseases"] for each in (disease, *disease["subtypes"])}
    both = [known[curie(name)] for name in names]
    reading = understand(question, service.terms, service.compiled.knowledge).reading
    found = separations(names[0], names[1], reading, service.compiled)
    return {
        "answer": answer,
        "diseases": both,
        "findings": list(_findings(both)),
        "open": [_separation(service, each) for each in found],
    }


def _disease(service: Answering, word: str) -> str:
    found = service.terms.take(word, DISEASES).id
    if found not in service.compiled.knowledge.diseases:
        raise UnknownTerm(word, [service.terms.label(each) for each in service.compiled.knowledge.top_diseases])
    return found


def _findings(both: list[Json]) -> Iterator[Json]:
    """Each finding of the case with what it says of the one and of the other, in the order of the one's reasons."""
    others = {(each["id"], each["polarity"]): each for each in both[1]["findings"]}
    for each in both[0]["findings"]:
        sides = [each, others[each["id"], each["polarity"]]]
        yield {"id": each["id"], "label": each["label"], "polarity": each["polarity"], "sides": sides}


def _separation(service: Answering, each: Separation) -> Json:
    knowledge = service.compiled.knowledge
    tests = sorted(knowledge.findings[each.finding].tests)
    return {
        "id": curie(each.finding),
        "label": knowledge.findings[each.finding].label,
        "tests": [{"id": curie(test), "label": service.terms.label(test)} for test in tests],
        "if_present": difference(each.present),
        "if_absent": difference(each.absent),
        "sides": [_side(service, pair) for pair in zip(each.present, each.absent, strict=True)],
    }


def _side(service: Answering, pair: Pair) -> Json:
    """What is stated of one disease: the weights of presence and of absence, and the statements behind them."""
    present, absent = pair
    weight = present or absent
    return {
        "present": present.decibans if present else 0,
        "absent": absent.decibans if absent else 0,
        "conflicting": bool(weight and weight.conflicting),
        "assertions": [assertion(service.citations[name]) for name in (weight.statements if weight else ())],
    }
