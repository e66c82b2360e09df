"""What became of one input: its rows or the reason it has none. This is the one boundary around a document."""

from __future__ import annotations

import hashlib
import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import FailureRow

from .bundle import Bundle

OUT_OF_MEMORY = "needs more memory than a document is allowed"
_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Outcome:
    """One input after the run: exactly one of `bundle` and `failure` is set; `sha256` is null if it was never read."""

    source: str
    sha256: str | None = None
    bundle: Bundle | None = None
    failure: FailureRow | None = None
    kept: bool = False  # taken from what an earlier run has read

    @property
    def rows(self) -> dict[str, tuple[Any, ...]]:
        """The rows this input adds to the dataset, by table."""
        if self.bundle is not None:
            return self.bundle.rows
        return {"failures": (self.failure,)}


def failed(source: str, stage: str, reason: str, *, sha256: str | None = None, retried: bool = False) -> Outcome:
    """The outcome of an input that gives no rows."""
    return Outcome(source, sha256, failure=FailureRow(source, stage, reason, retried))


def encodable(source: str) -> str:
    """A source name that can be written as UTF-8: bytes of a file name that are not UTF-8 stand as `\\udcXX`."""
    return source.encode("utf-8", "backslashreplace").decode("utf-8")


Known = Callable[[str, str], "Outcome | None"]  # what is known of a source with some content, by its SHA-256


def attempt(source: str, known: Known | None = None) -> Outcome:
    """Read and process one input, unless it is known; whatever goes wrong with it becomes its failure."""
    from maaltal.extractors.lexicon.compiling import keep

    from .invariants import verify
    from .ocr import marked
    from .ocr import recognise as with_pictures_read
    from .process import process
    from .read import load, read
    from .read.errors import ReadError

    name, stage, sha256 = encodable(source), "read", None
    try:
        data = load(source)
        sha256 = hashlib.sha256(data).hexdigest()
        if known is not None and (found := known(name, sha256)) is not None:
            return found
        document, sure = with_pictures_read(read(name, data), data)
        del data  # a long input is not held twice
        stage = "extract"
        bundle = marked(process(document), sure)
        verify(bundle)
        keep()
    except ReadError as error:
        return failed(name, stage, encodable(str(error)), sha256=sha256)
    except MemoryError:
        return failed(name, stage, OUT_OF_MEMORY, sha256=sha256)
    except Exception as error:
        return failed(name, stage, encodable(_reason(error)), sha256=sha256)
    return Outcome(name, sha256, bundle)


def _reason(error: Exception) -> str:
    """Kind, message and place of an error nobody foresaw, without memory addresses."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}"
    return _ADDRESS.sub("", f"{type(error).__name__}: {error} ({place})")
