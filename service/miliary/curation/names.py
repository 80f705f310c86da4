"""The names that new terms and statements get, by the rules of docs/editing.md. Names are never changed afterwards."""

import re
import unicodedata
from collections.abc import Callable
from itertools import count

_NUMBERED = re.compile(r"(table|box|fig|figure|appendix|chapter)\b\.?\s*([a-z]?\d+[a-z]?)", re.IGNORECASE)
# The parts of a publication that are called by their own name; any other section is that of a disease.
_OWN = frozenset({"abstract", "introduction", "methods", "results", "discussion", "conclusions", "key points"})
_SECTION = "Section"
_LONGEST = 80

Taken = Callable[[str], bool]
"""Whether a CURIE is the name of something already."""


def camel_case(text: str) -> str:
    """Join the words of ``text`` as the names of classes are: ASCII letters and digits, each word with a capital.

    An abbreviation is a word like any other: “CNS vasculitis” is ``CnsVasculitis``. Without any letter or digit it is
    the empty text.
    """
    plain = unicodedata.normalize("NFKD", re.sub(r"['’]", "", text)).encode("ascii", "ignore").decode()
    words = re.findall(r"[A-Za-z0-9]+", plain)
    return "".join(word.capitalize() if word.isupper() else word[0].upper() + word[1:] for word in words)[:_LONGEST]


def place(locator: str) -> str:
    """Return what the place of a passage is called in the name of its statement: ``Table2``, ``Box1``, ``Section``."""
    if found := _NUMBERED.match(locator.strip()):
        word = "Fig" if found[1].casefold() == "figure" else found[1].capitalize()
        return word + found[2].upper()
    heading = locator.strip().removeprefix("section ").partition(",")[0].strip()
    return camel_case(heading) if heading.casefold() in _OWN else _SECTION


def statement_name(disease: str, subject: str, locator: str, taken: Taken) -> str:
    """Return the CURIE of a new statement: ``<disease>-<subject>-<place>``, ``-2`` after it where that is taken."""
    return free(f"{disease}-{subject.removeprefix('mil:')}-{place(locator)}", taken)


def free(wanted: str, taken: Taken) -> str:
    """Return ``wanted``, or the first of ``wanted-2``, ``wanted-3`` … that nothing is called by."""
    if not taken(wanted):
        return wanted
    return next(name for number in count(2) if not taken(name := f"{wanted}-{number}"))


def term_name(label: str) -> str:
    """Return the CURIE of a new class that is called ``label``; empty where the label holds no letter to begin with.

    What begins with a digit begins with its first word of letters instead.
    """
    name = camel_case(re.sub(r"^[^A-Za-z\u00c0-\u024f]+", "", label))
    return f"mil:{name}" if name else ""


def part_name(document: str, label: str) -> str:
    """Return the CURIE of a part of a source document: “Table 2” of ``mil:Smith2024`` is ``mil:Smith2024-Table2``."""
    name = camel_case(label)
    return f"{document}-{name}" if name and name[0].isalpha() else ""


def document_name(label: str, taken: Taken) -> str:
    """Return the CURIE of a new source document, after its label: “Smith et al. 2024” is ``mil:Smith2024``."""
    words = re.sub(r"\bet al\b\.?", " ", label)
    name = camel_case(words)
    return free(f"mil:{name}", taken) if name and name[0].isalpha() else ""
