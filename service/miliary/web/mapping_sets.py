"""The sets of mappings of the editors' files, and the drafts that rows for them become."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import PurePosixPath

from flask import redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from miliary.curation.change import Change
from miliary.curation.desk import NOTHING
from miliary.curation.mapping_rows import node_of
from miliary.curation.mapping_upload import MappingTable
from miliary.errors import NotFound
from miliary.knowledge.sssom import SUFFIX, MappingSet, Row, parse_mappings
from miliary.vocabulary import curie, expand
from miliary.web.auth import acting
from miliary.web.editing_room import editing_room, proposals
from miliary.web.opened import opened


def mapping_sets() -> Mapping[str, MappingSet]:
    """Return the sets by the names of their files, without ending."""
    contents = editing_room().workspace().contents
    return {
        PurePosixPath(name).name.removesuffix(SUFFIX): parse_mappings(content, name)
        for name, content in sorted(contents.items())
        if name.endswith(SUFFIX)
    }


def chosen_set(name: str) -> MappingSet:
    """Return the set of that name.

    :raises NotFound: there is none
    """
    found = mapping_sets()
    if name not in found:
        raise NotFound(f"There is no set of mappings “{name}”; there are {', '.join(found)}.", set=name)
    return found[name]


@dataclass(frozen=True, slots=True)
class Linked:
    """One link of a term: the set that it is in, and what the address of its form calls it."""

    into: str
    title: str
    name: str
    row: Row


def links_of(term: str) -> tuple[Linked, ...]:
    """Return the links of a term, a CURIE, in the editors' files."""
    return tuple(
        Linked(name, each.title, node_of(each, row.subject_id, row.object_id)[1:-1].partition("#")[2], row)
        for name, each in mapping_sets().items()
        for row in each.rows
        if row.subject_id == term and row.found
    )


def taken(text: str) -> str:
    """Return the CURIE of the term that an editor's word stands for; raises as :meth:`TermIndex.take` does."""
    return curie(opened().terms.take(text).id)


def called(term: str) -> str:
    """Return what a term, a CURIE, is called."""
    return opened().terms.label(expand(term))


def mapped(into: MappingSet, table: MappingTable, reason: str = "") -> AnyResponse:
    """Make a draft of the new rows, and lead to it."""
    change = Change(opened().version, table.additions(into), NOTHING)
    kept = proposals().draft(acting(), change, reason)
    return redirect(url_for("reviewing.proposal", number=kept.id), HTTPStatus.SEE_OTHER)
