"""The age and the sex that a report gives of its patient."""

import re

from miliary.reports.mention import Patient, Span

_AGE = re.compile(
    r"\b(?:aged?[ ]?:?[ ]?(?P<after>\d{1,3})\b"
    r"|(?P<years>\d{1,3})[ -]?(?:years?|yrs?|y)(?:[ -]?(?:old|o)\b|\b|/o\b)"
    r"|(?P<short>\d{1,3})[ ]?(?P<sex>[MF])\b(?!-)"
    r"|(?P<sex_first>[MF])[ /](?P<last>\d{1,3})\b(?!-?[ ]?F?DG)"
    r"|(?:woman|man|male|female|girl|boy|patient|lady|gentleman) of (?P<of>\d{1,3})\b)",
    re.IGNORECASE,
)
_SEX = re.compile(
    r"\b(?:(?P<female>female|woman|lady|girl)|(?P<male>male|man|gentleman|boy))\b"
    r"|\bsex[ ]?:[ ]?(?:(?P<f>f)|(?P<m>m))\b",
    re.IGNORECASE,
)
_NEVER_OF_THE_PATIENT = re.compile(r"\b(?:ago|since|for|duration|history|last|past|over|every)\b", re.IGNORECASE)
_OLDEST = 120
_ABOUT = 12  # characters beside a number of years in which it says that it is a duration


def read_patient(text: str) -> Patient:
    """Return the first age and the first sex that ``text`` gives."""
    ages = [each for each in _AGE.finditer(text) if _is_age(text, each)]
    sex, spans = None, [Span(*each.span()) for each in ages[:1]]
    letter = (ages[0]["sex"] or ages[0]["sex_first"]) if ages else None
    if letter:
        sex = "female" if letter.casefold() == "f" else "male"
    elif word := _SEX.search(text):
        sex = "female" if word["female"] or word["f"] else "male"
        spans.append(Span(*word.span()))
    return Patient(_number(ages[0]) if ages else None, sex, tuple(sorted(spans, key=lambda each: each.start)))


def _number(match: re.Match[str]) -> int:
    return int(next(match[name] for name in ("after", "years", "short", "last", "of") if match[name]))


def _is_age(text: str, match: re.Match[str]) -> bool:
    """Whether a number is an age and no duration: "for 3 years", "10 years ago"; T2 and L4 are no patients."""
    around = text[max(0, match.start() - _ABOUT) : match.start()] + " " + text[match.end() : match.end() + _ABOUT]
    bare = match["years"] is not None and not re.search(r"old|o$", match[0], re.IGNORECASE)
    short = match["short"] is not None or match["last"] is not None
    if short and not (match["sex"] or match["sex_first"]).isupper():
        return False
    return _number(match) <= _OLDEST and not (bare and _NEVER_OF_THE_PATIENT.search(around))
