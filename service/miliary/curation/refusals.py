"""What curation refuses, as errors of the one tree (:mod:`miliary.errors`)."""

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
