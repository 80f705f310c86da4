"""Questions to a pool of processes: quick, slow, endless, too large."""

from miliary.store import GRAPH_FORMATS, RESULT_FORMATS, Asked, Limits, Pool
from tests.store.every import EX

LIMITS = Limits(seconds=1, memory=256_000_000, rows=1_000, bytes=1_000_000)
NUMBERS = " ".join(map(str, range(1_000)))
ENDLESS = f"SELECT (COUNT(*) AS ?n) {{ {' '.join(f'VALUES ?v{each} {{ {NUMBERS} }}' for each in range(4))} }}"
# Twice this, held for sorting, is far more than may be had.
HUGE = f"SELECT * {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ {NUMBERS} }} }} ORDER BY ?c ?b ?a"
# Not over in the moment after which one is watched.
SLOW = f"SELECT (COUNT(*) AS ?n) {{ VALUES ?a {{ {NUMBERS} }} VALUES ?b {{ {NUMBERS} }} VALUES ?c {{ 1 2 3 4 }} }}"
ASK = f"ASK {{ <{EX}Susac> <{EX}label> 'Susac syndrome' }}"


def asked(text: str, default_graphs: tuple[str, ...] | None = None) -> Asked:
    return Asked(text, RESULT_FORMATS[0], GRAPH_FORMATS[0], default_graphs)


def is_right(pool: Pool) -> bool:
    return b"true" in (pool.ask(asked(ASK)).body or b"")
