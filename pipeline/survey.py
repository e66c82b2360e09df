"""Before a run: which of its inputs are known from the last one, and which are new, changed or gone."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maaltal.schemas.tables import FailureRow

from .outcome import encodable
from .store import Store, writers_version

NEW, CHANGED, KNOWN, UNSEEN, MISSING = "new", "to be read again", "unchanged", "to be fetched", "not found"


@dataclass(frozen=True, slots=True)
class Surveyed:
    """One planned input: its name, what a store holds of it (a key, where it holds anything), and its state."""

    source: str
    state: str
    key: str | None = None
    stamp: tuple[int, int] | None = None  # size in bytes and time of the last change (ns) of a file


def survey(
    planned: Sequence[str | FailureRow], store: Store | None, force: bool = False, since: float | None = None
) -> list[Surveyed]:
    """The state of every planned input; with `since`, known files not changed since that time are not opened."""
    last = store.account() if store is not None else {}
    before = last.get("inputs", {})
    return [_surveyed(item, store, before, force, since) for item in planned]


def _surveyed(
    item: str | FailureRow, store: Store | None, before: dict[str, Any], force: bool, since: float | None
) -> Surveyed:
    if isinstance(item, FailureRow):
        return Surveyed(encodable(item.source), MISSING)
    name = encodable(item)
    if store is None:
        return Surveyed(name, NEW)
    try:
        status = os.stat(item)
    except (OSError, ValueError):
        return Surveyed(name, UNSEEN)
    stamp = (status.st_size, status.st_mtime_ns)
    last_key = before.get(name, {}).get("key") or "-"
    if since is not None and not force and status.st_mtime < since and store.holds(last_key):
        return Surveyed(name, KNOWN, last_key, stamp)
    key = store.key(name, content_hash(Path(item)) or "")
    if store.holds(key) and not force:
        return Surveyed(name, KNOWN, key, stamp)
    return Surveyed(name, CHANGED if name in before else NEW, None, stamp)


def content_hash(path: Path) -> str | None:
    """SHA-256 of a file; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def removed(surveyed: Iterable[Surveyed], store: Store | None) -> list[str]:
    """Sources of the last run that are no inputs any more, sorted."""
    before = store.account().get("inputs", {}) if store is not None else {}
    return sorted(before.keys() - {item.source for item in surveyed})


def account_of(surveyed: Iterable[Surveyed], keys: dict[str, str | None], version: str, out: Path) -> dict[str, Any]:
    """What is to be remembered of a run: its inputs with their keys and stamps, and the files it wrote."""
    inputs = {item.source: {"key": keys.get(item.source), "stamp": item.stamp} for item in surveyed}
    return {"version": version, "writers": writers_version(), "inputs": inputs, "files": dict(files_of(out))}


def is_current(surveyed: Sequence[Surveyed], store: Store, out: Path) -> bool:
    """Whether the dataset in `out` is, to the file, what a run over these inputs would write."""
    account = store.account()
    if (account.get("version"), account.get("writers")) != (store.version, writers_version()):
        return False
    keys = {source: entry.get("key") for source, entry in account.get("inputs", {}).items()}
    if any(item.state not in (KNOWN, MISSING) for item in surveyed):
        return False
    if keys != {item.source: item.key for item in surveyed}:
        return False
    return {name: tuple(stamp) for name, stamp in account["files"].items()} == dict(files_of(out))


def files_of(out: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Every file of a dataset with its size and time of last change (ns)."""
    for folder, folders, names in os.walk(out):
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            status = path.stat()
            yield str(path.relative_to(out)), (status.st_size, status.st_mtime_ns)
