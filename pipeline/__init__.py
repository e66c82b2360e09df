"""The verbs of Måltal: read, clean, extract, write. In a notebook: `from maaltal.pipeline import frames`."""

from .frames import frames

__all__ = ["frames"]
