"""What runs on this machine, as Linux tells it."""

from pathlib import Path


def workers_on(folder: Path) -> list[int]:
    """The processes that answer strangers' queries on a store in, or below, ``folder``."""
    return [number for number, command in _commands() if "miliary.store.worker" in command and str(folder) in command]


def children_of(parent: int) -> list[int]:
    return [number for number, _ in _commands() if _parent(number) == parent]


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
