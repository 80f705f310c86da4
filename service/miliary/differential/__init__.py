"""The differential: what "compatible" means. Pure; it knows neither RDF nor HTTP.

The way of a question: a :class:`~miliary.differential.case.Case` is read against the hierarchy
(:func:`~miliary.differential.case.read`), scored and ranked
(:func:`~miliary.differential.compatibility.differentiate`), explained (:mod:`~miliary.differential.explanation`) and
given its limits (:func:`~miliary.differential.scope.scope`).
"""
