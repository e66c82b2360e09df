"""Where an input is: local paths, found also under another spelling of æøå, and fsspec URLs."""

from __future__ import annotations

import os
import sys
import unicodedata
from typing import Any

import regex

_URL = regex.compile(r"[A-Za-z][A-Za-z0-9+.-]+(?:::|://)")
_WEB = ("http://", "https://")

# Errors of storage backends that are no OSError, by the module that must be loaded before they can occur.
_BACKEND_ERRORS = (
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    ("aiohttp", "ClientError"),
    ("google.auth.exceptions", "GoogleAuthError"),
    ("azure.core.exceptions", "AzureError"),
)


def is_url(source: str) -> bool:
    """Whether a source is an fsspec URL such as `s3://bucket/plan.pdf` or `zip://plan.pdf::plans.zip`."""
    return bool(_URL.match(source))


def is_web(source: str) -> bool:
    """Whether a source is a web address, which has no folders to list."""
    return source.lower().startswith(_WEB)


def storage_errors() -> tuple[type[BaseException], ...]:
    """The errors by which fsspec and its backends say that something is missing, closed or not installed."""
    import zipfile

    loaded = [getattr(sys.modules[module], name) for module, name in _BACKEND_ERRORS if module in sys.modules]
    return OSError, ValueError, ImportError, NotImplementedError, KeyError, TypeError, zipfile.BadZipFile, *loaded


def reason(error: BaseException) -> str:
    """What an error of the system or of a backend says, on one line."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return " ".join(text.split()) or type(error).__name__


def shown(name: str) -> str:
    """A file name as it can be written down: names in an old encoding are read as Windows-1252."""
    try:
        name.encode("utf-8")
        return name
    except UnicodeEncodeError:
        return os.fsencode(name).decode("cp1252", "replace")


def composed(name: str) -> str:
    """A name in the one spelling used for comparison: æøå composed, undecodable bytes shown."""
    return unicodedata.normalize("NFC", shown(name))


def resolve(source: str) -> str | None:
    """The path on disk that a local source means: itself, or the same name spelled otherwise (NFC, NFD)."""
    if "\0" in source:
        return None
    if os.path.lexists(source):
        return source
    resolved = os.sep if os.path.isabs(source) else ""
    for part in source.split(os.sep):
        if part and (found := _entry(resolved, part)) is None:
            return None
        if part:
            resolved = os.path.join(resolved, found)
    return resolved or None


def _entry(folder: str, name: str) -> str | None:
    """The entry of a folder with a name, whatever its spelling; of several the first in order."""
    if name in (".", "..") or os.path.lexists(os.path.join(folder, name)):
        return name
    try:
        entries = os.listdir(folder or ".")
    except OSError:
        return None
    return min((entry for entry in entries if composed(entry) == composed(name)), default=None)


def url_filesystem(url: str) -> tuple[Any, str]:
    """The fsspec file system and path of a URL, its backend imported only now."""
    from fsspec.core import url_to_fs

    return url_to_fs(url)


def below(url: str, relative: str) -> str:
    """The URL of a file under a folder URL; in a chained URL the first link is the one that grows."""
    first, separator, rest = url.partition("::")
    if not first.endswith("/"):
        first += "/"
    return f"{first}{relative}{separator}{rest}"


def by_name(relative: str) -> tuple[list[str], str]:
    """Sort key of a path: part by part, the same on every machine."""
    return composed(relative).split("/"), relative


