"""Miliary: the differential diagnosis of brain miliary enhancement, from one review article, every reason cited."""

__version__ = "0.1.0"
