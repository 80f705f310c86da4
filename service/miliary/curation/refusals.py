"""What curation refuses, as errors of the one tree (:mod:`miliary.errors`)."""

from collections.abc import Sequence

from miliary.errors import MiliaryError


class CurationOff(MiliaryError):
    """Editing, in a service where nothing is edited."""

    title = "Nothing is edited here"
    slug = "curation-off"
    status = 404


class NotLoggedIn(MiliaryError):
    """Something for which one must have logged in, or show a token."""

    title = "Not logged in"
    slug = "not-logged-in"
    status = 401


class NotAllowed(MiliaryError):
    """Something that this account, or this token, may not do."""

    title = "Not allowed"
    slug = "not-allowed"
    status = 403


class Conflict(MiliaryError):
    """What is asked for does not go together with how things stand: somebody was first, or it is needed as it is."""

    title = "It does not go together with how things stand"
    slug = "conflict"
    status = 409


class InvalidAccount(MiliaryError):
    """A name, a password, an ORCID iD that cannot be used; ``field`` names it."""

    title = "The account cannot be so"
    slug = "invalid-account"
    status = 422

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail, field=field)


class TooManyAttempts(MiliaryError):
    """More log-ins that failed than are let pass within some minutes; ``retry_after`` is in seconds."""

    title = "Too many attempts"
    slug = "too-many-attempts"
    status = 429
    retry_after = 300


class UnfitProposal(MiliaryError):
    """A proposal, or something said of one, that lacks what it needs; ``field`` names what."""

    title = "The proposal cannot be used"
    slug = "unfit-proposal"
    status = 422

    def __init__(self, detail: str, field: str) -> None:
        super().__init__(detail, field=field)


class StaleRevision(MiliaryError):
    """Somebody has changed it since it was read: reading it again comes first."""

    title = "It has changed meanwhile"
    slug = "stale-revision"
    status = 412

    def __init__(self, proposal: int, seen: int, current: int) -> None:
        detail = f"Proposal {proposal} has changed since you read it; look at it again, then repeat what you wanted."
        super().__init__(detail, proposal=proposal, seen=seen, current=current)


class NoLongerStands(MiliaryError):
    """A change to knowledge that has moved on: what it takes away is ``gone``, or what it adds is ``there`` already."""

    title = "The knowledge has changed meanwhile"
    slug = "no-longer-stands"
    status = 409

    def __init__(self, gone: Sequence[str], there: Sequence[str]) -> None:
        detail = "The change no longer fits the knowledge as it is now; rebase it and look at it again."
        super().__init__(detail, gone=list(gone), there=list(there))
