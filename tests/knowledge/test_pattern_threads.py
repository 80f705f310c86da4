"""Queries are read by many threads at once: the first requests of a service come together."""

import subprocess
import sys

TOGETHER = """
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from miliary.knowledge.pattern import pattern_of

sys.setswitchinterval(1e-6)
start = Barrier(8)

def read(number):
    start.wait()
    text = "SELECT * {{ ?a ?b ?c FILTER(?c > {} && NOT EXISTS {{ ?a <x:z>+ ?e }}) }} ORDER BY ?a LIMIT 3"
    return len(pattern_of(text.format(number)).edges)

with ThreadPoolExecutor(8) as threads:
    print(set(threads.map(read, range(8))))
"""


def test_threads_that_read_their_first_queries_together_do_not_disturb_each_other() -> None:
    """In a process of its own, since the parser settles what it was unsure of with the first query that it reads."""
    done = subprocess.run([sys.executable, "-c", TOGETHER], check=False, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("{2}\n", 0), done.stderr[-1000:]
