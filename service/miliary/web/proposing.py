"""What a script wrote, taken in as a proposal: validated like any other, and then for a second person to agree to."""

from http import HTTPStatus
from typing import Any

from flask import Response, json, request, url_for

from miliary.curation.bookkeeping import Stamp, stamped
from miliary.curation.change import Change
from miliary.curation.moments import now
from miliary.curation.proposal import Note, Proposal
from miliary.curation.refusals import InvalidChange, NoLongerStands, UnfitProposal
from miliary.curation.validation import Verdict
from miliary.web.auth import acting
from miliary.web.opened import opened
from miliary.web.pressing import press

Json = dict[str, Any]


def propose(change: Change, what: str) -> Response:
    """Submit a change for the account whose token the script shows; 202, and where the proposal is.

    :param what: what the script sent, for a reason where it gives none as ``?reason=``
    :raises UnfitProposal: nothing would change
    :raises NoLongerStands: a line that it takes away is gone, or one that it adds is there
    :raises InvalidChange: the knowledge would not be valid
    """
    if not change.additions | change.deletions:
        raise UnfitProposal("Nothing would change: the knowledge says so already.", field="change")
    account = acting()
    accept(change, account.display)
    draft = press().proposals.draft(account, change, request.args.get("reason", "").strip() or what)
    return answer(press().proposals.submit(draft.id, account, draft.revision), HTTPStatus.ACCEPTED)


def accept(change: Change, creator: str) -> Verdict:
    """Return the verdict on a change that could be published.

    :raises NoLongerStands: a line that it takes away is gone, or one that it adds is there
    :raises InvalidChange: the knowledge would not be valid
    """
    found = judge(change, creator)
    if found.gone or found.there:
        raise NoLongerStands(sorted(map(str, found.gone)), sorted(map(str, found.there)))
    if not found.acceptable:
        raise InvalidChange(found.violations)
    return found


def judge(change: Change, creator: str) -> Verdict:
    """Judge a change as it will be written, with who entered it and when."""
    workspace = press().graphs.current().workspace
    return press().validator.judge(stamped(change, workspace, Stamp(creator, now(), reviewed=False)))


def answer(found: Proposal, status: HTTPStatus = HTTPStatus.OK) -> Response:
    """Return a proposal as JSON, with its revision as its tag."""
    response = Response(json.dumps(written(found, whole=True)), status, mimetype="application/json")
    response.set_etag(str(found.revision))
    response.headers["Location"] = url_for("proposals_api.one", number=found.id)
    return response


def written(found: Proposal, *, whole: bool) -> Json:
    """Return a proposal as plain values; ``whole`` with its lines, its notes and the others on the same terms."""
    content: Json = {
        "id": found.id,
        "status": str(found.status),
        "author": found.author_name,
        "created": found.created.isoformat(),
        "modified": found.modified.isoformat(),
        "reason": found.reason,
        "revision": found.revision,
        "base": found.base,
        "terms": sorted(found.change.subjects),
    }
    if found.reviewer_name:
        content["reviewer"] = found.reviewer_name
    if found.entry is not None:
        content["change"] = found.entry
    if whole:
        content |= {
            "additions": [str(each) for each in sorted(found.change.additions)],
            "deletions": [str(each) for each in sorted(found.change.deletions)],
            "overlapping": [each.id for each in press().proposals.overlapping(found.change, but=found.id)],
            "notes": [_note(each) for each in found.notes],
        }
    return content


def version() -> str:
    """Return the version that a script has read, which is the one that answers unless it says."""
    return request.args.get("base", "").strip() or opened().version


def _note(note: Note) -> Json:
    return {"by": note.name, "at": note.at.isoformat(), "act": str(note.act), "text": note.text}
