"""One SPARQL store behind one small interface. It knows SPARQL and nothing of medicine.

Ask through :class:`Store`; :class:`EmbeddedStore` is the one that needs no server. A stranger's query goes to an
:class:`Asking`, which refuses what reaches out and holds the rest to its limits.
"""

from miliary.store.asking import Asked, Asking, InProcess, Limits, Watch, Written
from miliary.store.datasets import graphs_named, refuse_unknown
from miliary.store.embedded import EmbeddedStore
from miliary.store.guard import refuse_outward
from miliary.store.interface import Store
from miliary.store.pool import Pool
from miliary.store.results import GRAPH_FORMATS, RESULT_FORMATS, Answer, Row, Solutions, Term, Triples, Truth
from miliary.store.scratch import ScratchStore
from miliary.store.writing import write_graph

__all__ = [
    "GRAPH_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Asked",
    "Asking",
    "EmbeddedStore",
    "InProcess",
    "Limits",
    "Pool",
    "Row",
    "ScratchStore",
    "Solutions",
    "Store",
    "Term",
    "Triples",
    "Truth",
    "Watch",
    "Written",
    "graphs_named",
    "refuse_outward",
    "refuse_unknown",
    "write_graph",
]
