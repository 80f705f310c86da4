"""The release: the knowledge as files for others, with checksums, a description and pages to read.

Everything is made from one published version and the sources that it was published from; the same input gives the same
bytes, whenever and wherever it is made.
"""

from miliary.knowledge.release.description import describe
from miliary.knowledge.release.ontology import FORMS, Form, Release

__all__ = ["FORMS", "Form", "Release", "describe"]
