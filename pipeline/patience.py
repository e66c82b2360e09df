"""How work asks for more time than one document is given: scanned pages take seconds each, a hang asks for none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Ask = Callable[[float], None]

_asked: ContextVar[Ask] = ContextVar("asked", default=lambda seconds: None)


@contextmanager
def granted_by(ask: Ask) -> Iterator[None]:
    """Let `ask` hear of the seconds that work within this context needs beyond its limit."""
    token = _asked.set(ask)
    try:
        yield
    finally:
        _asked.reset(token)


def ask(seconds: float) -> None:
    """Ask whoever watches the clock for so many more seconds for the document at hand."""
    _asked.get()(seconds)
