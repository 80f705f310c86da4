"""What runs on this machine, as Linux tells it."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def workers_on(folder: Path) -> list[int]:
    """The processes that answer strangers' queries on a store in, or below, ``folder``."""
    found = _forking(folder)
    return [each for each in found if _parent(each) in found]


def origins_on(folder: Path) -> list[int]:
    """The processes that those are forked from."""
    found = _forking(folder)
    return [each for each in found if _parent(each) not in found]


def _forking(folder: Path) -> list[int]:
    return [number for number, command in _commands() if "miliary.store.forking" in command and str(folder) in command]


def children_of(parent: int) -> list[int]:
    return [number for number, _ in _commands() if _parent(number) == parent]


def descendants_of(parent: int) -> list[int]:
    return [each for child in children_of(parent) for each in (child, *descendants_of(child))]


def web_workers_of(parent: int) -> list[int]:
    """The processes of ``miliary serve`` that answer requests, forked or started afresh."""
    commands = {each: command_of(each) for each in children_of(parent)}
    return [each for each, command in commands.items() if "miliary serve" in command or "spawn_main" in command]


def alive(number: int) -> bool:
    """Whether there is such a process, and it is not only waiting to be buried."""
    return any(number == other for other, _ in _commands())


def command_of(number: int) -> str:
    """Its command line; empty when there is no such process."""
    try:
        return Path(f"/proc/{number}/cmdline").read_text(encoding="utf-8").replace("\0", " ")
    except OSError:
        return ""


def _commands() -> list[tuple[int, str]]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            number = int(folder.name)
            command = command_of(number)
            if command:
                found.append((number, command))
    return found


def _parent(number: int) -> int:
    try:
        text = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    return int(text.rpartition(")")[2].split()[1])


def answering(port: int, among: Iterable[int]) -> int | None:
    """Which of the processes ``among`` has the connection that comes from ``port`` of this machine."""
    connections = (line.split() for line in Path("/proc/net/tcp").read_text(encoding="utf-8").splitlines()[1:])
    sockets = {f"socket:[{each[9]}]" for each in connections if int(each[2].partition(":")[2], 16) == port}
    return next((number for number in among if sockets.intersection(_open_of(number))), None)


def _open_of(number: int) -> list[str]:
    found = []
    with suppress(OSError):
        for each in Path(f"/proc/{number}/fd").iterdir():
            with suppress(OSError):
                found.append(str(each.readlink()))
    return found
