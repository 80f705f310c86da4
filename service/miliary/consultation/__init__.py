"""A consultation: a question in words becomes a case, its differential becomes the answer with every passage.

The room between the differential, which knows no words, and the web and the command line, which know no medicine.
"""

from miliary.consultation.answer import ask
from miliary.consultation.question import Question

__all__ = ["Question", "ask"]
