"""The one error a reader raises for an input it cannot read."""

from __future__ import annotations


class ReadError(Exception):
    """An input cannot be read; the message says why, in plain words for `failures.reason`."""
