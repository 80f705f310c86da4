"""Passwords: how they are kept, what one must be, and that a wrong one takes as long as a right one."""

import unicodedata
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from miliary.curation.refusals import InvalidAccount

SHORTEST = 12
LONGEST = 256


class Passwords:
    """Hashes passwords by argon2id and compares them.

    :param hasher: how much work a hash takes; what was hashed with less is hashed anew at the next log-in
    """

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()

    def hash(self, password: str, name: str) -> str:
        """Return what is kept of a new password.

        :raises InvalidAccount: it is too short or too long, or is made of little but the account's ``name``
        """
        if not SHORTEST <= len(password) <= LONGEST:
            raise InvalidAccount(
                f"A password has {SHORTEST} to {LONGEST} characters; this one has {len(password):,}.", field="password"
            )
        if len(set(password.casefold().replace(name.casefold(), ""))) < SHORTEST // 3:
            raise InvalidAccount(
                "The password is the name, or few different characters; take another.", field="password"
            )
        return self._hasher.hash(_same(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether ``password`` is the one that was kept; without one, take as long and say no."""
        try:
            self._hasher.verify(kept or self._nobodys, _same(password[: LONGEST + 1]))
        except (VerificationError, InvalidHashError):
            return False
        return kept is not None

    def is_outdated(self, kept: str) -> bool:
        """Tell whether a hash was made with other parameters than new ones are."""
        return self._hasher.check_needs_rehash(kept)

    def again(self, password: str) -> str:
        """Hash a password that is known to fit, with the parameters of today."""
        return self._hasher.hash(_same(password))

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")


def _same(password: str) -> str:
    """The same characters, however a keyboard composes them."""
    return unicodedata.normalize("NFKC", password)
