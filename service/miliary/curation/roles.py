"""What an account may do: each role may all that the one before it may."""

from enum import StrEnum


class Role(StrEnum):
    """From whoever may log in to whoever looks after the accounts; compared by what they may."""

    READER = "reader"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"

    @property
    def rank(self) -> int:
        """How many roles may less."""
        return list(Role).index(self)

    # All four: without them the roles would be compared by their letters.
    def __lt__(self, other: str) -> bool:
        return self.rank < Role(other).rank

    def __le__(self, other: str) -> bool:
        return self.rank <= Role(other).rank

    def __gt__(self, other: str) -> bool:
        return self.rank > Role(other).rank

    def __ge__(self, other: str) -> bool:
        return self.rank >= Role(other).rank
