"""The catalogue of stored queries: their headers, their typed parameters, and binding.

:meth:`Catalogue.load` finds a query by its file's name, :meth:`StoredQuery.bind` makes it the text to be asked.
"""

from miliary.queries.catalogue import FORMS, Catalogue, StoredQuery
from miliary.queries.examples import examples
from miliary.queries.header import AUDIENCES
from miliary.queries.parameter import TYPES, Given, Parameter, Value

__all__ = ["AUDIENCES", "FORMS", "TYPES", "Catalogue", "Given", "Parameter", "StoredQuery", "Value", "examples"]
