"""The catalogue of stored queries: their headers, their typed parameters, and binding.

:meth:`Catalogue.load` finds a query by its file's name, :meth:`StoredQuery.bind` makes it the text to be asked.
"""

from miliary.queries.catalogue import Catalogue, StoredQuery
from miliary.queries.parameter import TYPES, Given, Parameter, Value

__all__ = ["TYPES", "Catalogue", "Given", "Parameter", "StoredQuery", "Value"]
