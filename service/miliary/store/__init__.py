"""One SPARQL store behind one small interface. It knows SPARQL and nothing of medicine.

Ask through :class:`Store`; :class:`EmbeddedStore` is the one that needs no server. A stranger's query goes through
:func:`refuse_outward` first.
"""

from miliary.store.embedded import EmbeddedStore
from miliary.store.guard import refuse_outward
from miliary.store.interface import Store
from miliary.store.results import GRAPH_FORMATS, RESULT_FORMATS, Answer, Row, Solutions, Term, Triples, Truth

__all__ = [
    "GRAPH_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "EmbeddedStore",
    "Row",
    "Solutions",
    "Store",
    "Term",
    "Triples",
    "Truth",
    "refuse_outward",
]
