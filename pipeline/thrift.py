"""What a process that reads documents does without: threads for sums, and frequent looks for garbage."""

from __future__ import annotations

import gc
import os

_GARBAGE_AFTER = (50_000, 20, 50)  # rows do not refer to one another in circles: there is hardly any to be found


def be_thrifty() -> None:
    """Documents are done side by side, not their sums; to be called before numpy is loaded."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(*_GARBAGE_AFTER)
