"""Findings read from the free text of a report, for a person to confirm: terms only, no HTTP and no probabilities.

Nothing of a text is kept. :class:`miliary.reports.reader.Reader` reads it; its tables and spaCy, which is an extra, are
slow to import, so that it is not among the names of this package.
"""

from miliary.reports.document import DISCLAIMER, document_of
from miliary.reports.mention import Mention, Named, Patient, Reading, Span, State

__all__ = ["DISCLAIMER", "Mention", "Named", "Patient", "Reading", "Span", "State", "document_of"]
