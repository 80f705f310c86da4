"""Ten clients that propose and publish, in a process that is killed again and again, at any moment.

``python -m tests.curation.killing FOLDER DATA KILLS SEED`` reads the knowledge once, and forks the processes to be
killed: so none of them has to import and read before it can do anything. What was acknowledged stands, flushed to the
disk, in the file ``acknowledged`` of the data folder.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path
from threading import Thread

from miliary.curation.accounts import Account, Accounts, Role
from miliary.curation.change import Change, Line
from miliary.curation.database import FILE, Database
from miliary.curation.press import Press
from miliary.knowledge.publish import current
from miliary.settings import Settings

CLIENTS = 10
LONGEST_LIFE = 1.8  # times what it takes to publish one change
ACKNOWLEDGED = "acknowledged"


def names(client: int) -> tuple[str, str]:
    """The two terms, in two files, that a client changes at once."""
    return f"mil:Finding{client + 1}", f"mil:Disease{client}"


def change(client: int, label: str, version: str) -> Change:
    lines = {Line(name, "skos:altLabel", f'"{label}"@en') for name in names(client)}
    return Change(version, frozenset(lines), frozenset())


def work(press: Press, data: Path, client: int, people: tuple[Account, Account], life: int) -> None:
    """Propose and publish until the process is gone."""
    for number in range(1_000):
        publish(press, data, client, people, f"{client}-{life}-{number}")


def publish(press: Press, data: Path, client: int, people: tuple[Account, Account], label: str) -> None:
    author, reviewer = people
    draft = press.proposals.draft(author, change(client, label, current(data) or ""), "why")
    found = press.proposals.submit(draft.id, author, draft.revision)
    press.publication.publish(found.id, reviewer, found.revision)
    with (data / ACKNOWLEDGED).open("a", encoding="utf-8") as file:
        file.write(label + "\n")
        file.flush()
        os.fsync(file.fileno())


def live(press: Press, data: Path, people: tuple[Account, Account], life: int) -> None:
    """What a process does from its start: follow the log, then serve the clients."""
    press.publication.follow()
    threads = [Thread(target=work, args=(press, data, client, people, life)) for client in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def main(folder: Path, data: Path, kills: int, seed: int) -> None:
    chance = random.Random(seed)
    database = Database(data / FILE)
    accounts = Accounts(database)
    author = accounts.add("edith", None, Role.EDITOR)
    reviewer = accounts.add("rita", None, Role.REVIEWER)
    press = Press.of(Settings(knowledge=folder, data=data, port=0, editable=True), database)
    press.publication.follow()
    press.validator.warm()
    begun = time.monotonic()
    publish(press, data, 0, (author, reviewer), "first")
    longest = (time.monotonic() - begun) * LONGEST_LIFE
    for life in range(kills):
        process = os.fork()
        if process == 0:
            live(press, data, (author, reviewer), life)
            os._exit(1)
        time.sleep(chance.uniform(0, longest))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
