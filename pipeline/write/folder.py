"""A folder that appears all at once: built beside the old one, and swapped in when it is complete."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .record import written_names

try:
    import fcntl
except ImportError:  # not on Windows, where two runs into one folder are not held apart
    fcntl = None  # type: ignore[assignment]

_LEFT_BY_SYSTEMS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
_NAMED_AT_MOST = 3


class OutputError(Exception):
    """The output folder cannot be used; the message says why and what to do."""


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """Yield an empty folder beside `out` that takes its place when the block ends without an error.

    The old `out` stays untouched until then. Raises OutputError where `out` is in use by another run, or holds
    anything that no run of this program wrote.
    """
    out = out.resolve()
    partial, former = _beside(out)
    _make_parent(out)
    with _locked(partial):
        try:
            _restore(out, former)
            _refuse_foreign(out)
            _empty(partial)
            yield partial
            _swap(out, partial, former)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise


def clear_remains(out: Path) -> None:
    """Remove what a run that was killed left beside `out`; what a run at work holds stays."""
    out = out.resolve()
    partial, former = _beside(out)
    if not (partial.exists() or former.exists()):
        return
    with suppress(OutputError), _locked(partial):
        _restore(out, former)
        shutil.rmtree(partial, ignore_errors=True)


def _beside(out: Path) -> tuple[Path, Path]:
    """The folder that a run fills, and the old one while the two change places."""
    return out.with_name(f".{out.name}.partial"), out.with_name(f".{out.name}.former")


def _make_parent(out: Path) -> None:
    if not out.name:
        raise OutputError(f"{out} cannot be an output folder")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot make {out.parent}: {error.strerror}") from error


@contextmanager
def _locked(partial: Path) -> Iterator[None]:
    """Hold the folder for this run alone; the lock ends with the process, however that ends."""
    try:
        partial.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"cannot write beside the output folder: {error.strerror}: {partial}") from error
    if fcntl is None:
        yield
        return
    handle = os.open(partial, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held = os.path.samestat(os.fstat(handle), os.stat(partial))
        except (BlockingIOError, FileNotFoundError):
            held = False
        if not held:
            raise OutputError(f"another run is writing to this output folder (it holds {partial})")
        yield
    finally:
        os.close(handle)


def _restore(out: Path, former: Path) -> None:
    """Put the old folder back where a run was ended between the two renames of its swap."""
    if former.exists() and not out.exists():
        former.rename(out)
    shutil.rmtree(former, ignore_errors=True)


def _refuse_foreign(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise OutputError(f"{out} is a file, not a folder")
    ours = written_names(out) | _LEFT_BY_SYSTEMS
    found = (entry.name for entry in os.scandir(out)) if out.is_dir() else ()
    foreign = sorted(name for name in found if name not in ours)
    if foreign:
        named = ", ".join(map(repr, foreign[:_NAMED_AT_MOST])) + (", ..." if len(foreign) > _NAMED_AT_MOST else "")
        raise OutputError(f"{out} holds what no run of maaltal wrote ({named}): move it away or name another folder")


def _empty(folder: Path) -> None:
    """Clear what an interrupted run left behind."""
    for entry in os.scandir(folder):
        shutil.rmtree(entry.path) if entry.is_dir(follow_symlinks=False) else os.unlink(entry.path)


def _swap(out: Path, partial: Path, former: Path) -> None:
    if out.exists():
        out.rename(former)
    partial.rename(out)
    shutil.rmtree(former, ignore_errors=True)
