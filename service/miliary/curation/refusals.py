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


class RevisionNeeded(MiliaryError):
    """A change of something that others may have changed, which does not say what its author had seen."""

    title = "Which revision is meant?"
    slug = "revision-needed"
    status = 428


class NoLongerStands(MiliaryError):
    """A change to knowledge that has moved on: what it takes away is ``gone``, or what it adds is ``there`` already."""

    title = "The knowledge has changed meanwhile"
    slug = "no-longer-stands"
    status = 409

    def __init__(self, gone: Sequence[str], there: Sequence[str]) -> None:
        detail = "The change no longer fits the knowledge as it is now; rebase it and look at it again."
        super().__init__(detail, gone=list(gone), there=list(there))


class MustRebase(MiliaryError):
    """A proposal on what has been changed since its author read it; ``entries`` are those of the log that did."""

    title = "Something else was published on the same terms"
    slug = "must-rebase"
    status = 409

    def __init__(self, proposal: int, entries: Sequence[int], subjects: Sequence[str]) -> None:
        detail = f"What proposal {proposal} changes has been changed since: look at both, then rebase it."
        super().__init__(detail, proposal=proposal, entries=list(entries), subjects=list(subjects))


class InvalidChange(MiliaryError):
    """A change that would leave the knowledge invalid; ``results`` says what is wrong, in words."""

    title = "The knowledge would not be valid"
    slug = "invalid-change"
    status = 422

    def __init__(self, results: Sequence[object]) -> None:
        super().__init__("The knowledge would not be valid.", results=[str(each) for each in results])


class FilesMoved(MiliaryError):
    """Files that were edited by hand and are not published; ``differences`` lists them, line by line."""

    title = "The files were edited by hand"
    slug = "files-moved"
    status = 409

    def __init__(self, detail: str, differences: Sequence[str]) -> None:
        super().__init__(detail, differences=list(differences))
        self.differences = tuple(differences)


class Busy(MiliaryError):
    """Somebody else is publishing."""

    title = "Another change is being published"
    slug = "busy"
    status = 503
    retry_after = 60
