"""One SPARQL store behind one small interface. It knows SPARQL and nothing of medicine.

Ask through :class:`Store`; :class:`EmbeddedStore` is the one that needs no server. A stranger's query goes to an
:class:`Asking`, which refuses what reaches out and holds the rest to its limits. What is published is kept in
:class:`Versions`: in a folder (:class:`FolderVersions`) or on a server (:class:`Editions`).
"""

from miliary.store.address import Server, read_address
from miliary.store.asking import Asked, Asking, InProcess, Limits, Watch, Written
from miliary.store.begun import Begun
from miliary.store.datasets import graphs_named, refuse_unknown
from miliary.store.editions import Editions
from miliary.store.embedded import EmbeddedStore
from miliary.store.ended import StoreFailed, StoreUnreachable
from miliary.store.folder import FolderVersions
from miliary.store.guard import refuse_outward
from miliary.store.interface import Store
from miliary.store.pool import Pool
from miliary.store.reactor import Reactor
from miliary.store.results import GRAPH_FORMATS, RESULT_FORMATS, Answer, Row, Solutions, Term, Triples, Truth
from miliary.store.scratch import ScratchStore
from miliary.store.versions import Keep, Versions
from miliary.store.writing import write_graph

__all__ = [
    "GRAPH_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "Asked",
    "Asking",
    "Begun",
    "Editions",
    "EmbeddedStore",
    "FolderVersions",
    "InProcess",
    "Keep",
    "Limits",
    "Pool",
    "Reactor",
    "Row",
    "ScratchStore",
    "Server",
    "Solutions",
    "Store",
    "StoreFailed",
    "StoreUnreachable",
    "Term",
    "Triples",
    "Truth",
    "Versions",
    "Watch",
    "Written",
    "graphs_named",
    "read_address",
    "refuse_outward",
    "refuse_unknown",
    "write_graph",
]
