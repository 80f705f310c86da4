"""Findings read from the free text of a report, for a person to confirm: terms only, no HTTP and no probabilities.

Nothing of a text is kept. spaCy, which is slow to import and an extra, is imported by the first :class:`Reader`.
"""

from miliary.reports.document import DISCLAIMER, document_of
from miliary.reports.mention import Mention, Named, Patient, Reading, Span, State
from miliary.reports.reader import Reader

__all__ = ["DISCLAIMER", "Mention", "Named", "Patient", "Reader", "Reading", "Span", "State", "document_of"]
