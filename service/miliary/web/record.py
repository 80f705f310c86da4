"""The record of what was changed, as pages: who, when, why, and what, in words and line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from flask import render_template, request, url_for

from miliary.curation.change import Change, Line
from miliary.curation.history import Revision
from miliary.curation.log import Entry, Kind, Wanted
from miliary.curation.words import Words, in_words
from miliary.errors import MalformedInput, MiliaryError
from miliary.vocabulary import expand
from miliary.web.auth import is_on
from miliary.web.editing_room import editing_room
from miliary.web.opened import opened
from miliary.web.pressing import press

MOST = 25
"""How many changes one page lists."""
_MOST_DIGITS = 18
_FILTERS = ("term", "person", "kind")
_MOST_TERMS = 40  # of one change that are told in words; all lines are shown
_IN_A_LIST = 6
_IN_A_BLOCK = 3


@dataclass(frozen=True, slots=True)
class Told:
    """A published change as a page tells it.

    :param words: what it did, term by term; of a very large one the first terms only
    :param more: how many terms it changed besides
    """

    entry: Entry
    words: tuple[Words, ...]
    more: int


def before() -> int | None:
    """Return the number that the request goes on from.

    :raises MalformedInput: it is none
    """
    given = request.args.get("before") or None
    if given is not None and not (given.isascii() and given.isdecimal() and len(given) <= _MOST_DIGITS):
        raise MalformedInput("“before” must be a whole number.")
    return int(given) if given else None


def wanted() -> Wanted:
    """Return which changes the request asks for: ``term``, ``person`` and ``kind``.

    :raises MalformedInput: there is no such kind
    """
    kind, term = request.args.get("kind", ""), request.args.get("term", "").strip()
    if kind and kind not in set(Kind):
        raise MalformedInput(f"There is no kind “{kind}”; there are {', '.join(Kind)}.")
    return Wanted(term and f"mil:{term.removeprefix('mil:')}", request.args.get("person", "").strip(), kind)


def listing() -> str:
    """Return the page that lists the published changes, the newest first."""
    asked = wanted()
    found = press().publication.log.newest(MOST, before(), asked)
    following: dict[str, Any] = {
        name: value for name, value in request.args.items() if value and name in ("term", "person", "kind")
    }
    return render_template(
        "changes.html",
        changes=[tell(each, _IN_A_LIST) for each in found],
        asked=asked,
        following=following,
        kinds=list(Kind),
        people=press().publication.log.people(),
        older=url_for("changes.listed", **following, before=found[-1].number) if len(found) == MOST else "",
        version=opened().version,
    )


def change_page(entry: Entry, refusal: MiliaryError | None = None) -> str:
    """Return the page of one published change; with why it cannot be taken back, where that was tried."""
    return render_template(
        "published_change.html",
        told=tell(entry, _MOST_TERMS),
        lines=list(_by_term(entry.change)),
        refusal=refusal,
        reason=request.form.get("reason", ""),
        may_be_undone=entry.kind is not Kind.BEGINNING,
        version=opened().version,
    )


def history_page(term: str, revisions: Iterable[Revision]) -> str:
    """Return the page of a term's revisions, the newest first."""
    told = [
        (each, tell(each.entry, _MOST_TERMS, {line.subject for line in each.added | each.removed}))
        for each in revisions
    ]
    return render_template(
        "history.html", term=term, label=_label(term), revisions=told[::-1], version=opened().version
    )


def recent(term: str) -> tuple[Entry, ...]:
    """Return the last published changes of a term, a CURIE, or of what is stated of it; none where nobody edits."""
    if not (opened().settings.editable and is_on()):
        return ()
    found = press().publication.log.newest(_IN_A_BLOCK, wanted=Wanted(term))
    return tuple(each for each in found if each.kind is not Kind.BEGINNING)


def tell(entry: Entry, most: int, only: Iterable[str] | None = None) -> Told:
    """Return a published change in words, as the knowledge was then.

    :param most: of how many terms
    :param only: of these terms, CURIEs
    """
    history, subjects = press().history, sorted(entry.change.subjects if only is None else only)
    chosen = frozenset(subjects[:most])
    change = Change(
        entry.change.base,
        frozenset(each for each in entry.change.additions if each.subject in chosen),
        frozenset(each for each in entry.change.deletions if each.subject in chosen),
    )

    @cache
    def about(subject: str) -> frozenset[Line]:
        return history.after(subject, entry.number - 1)

    words = in_words(change, about, _label, editing_room().properties)
    return Told(entry, words, len(subjects) - len(chosen))


def _by_term(change: Change) -> Iterable[tuple[str, list[tuple[str, Line]]]]:
    """Every line with its sign, term by term, what was taken away first."""
    signed = [("-", each) for each in change.deletions] + [("+", each) for each in change.additions]
    ordered = sorted(signed, key=lambda each: (each[1].subject, each[1].predicate, each[0] == "+", each[1].value))
    for term, lines in groupby(ordered, key=lambda each: each[1].subject):
        yield term, list(lines)


def _label(term: str) -> str:
    try:
        return opened().terms.label(expand(term))
    except ValueError:
        return term
