"""From the published graph to what the differential computes with, and from its weights back to triples.

The only room that knows both RDF and the differential.
"""

from miliary.index.coherence import incoherent
from miliary.index.penalties import penalties
from miliary.index.read import compile_index, read_knowledge, read_scale

__all__ = ["compile_index", "incoherent", "penalties", "read_knowledge", "read_scale"]
