"""Compiled patterns, kept between runs in the user's cache folder, by version of Python and of `regex`.

Compiling all word lists takes more than a second, reading them back a few milliseconds. Where nothing can be written,
or what was kept is no longer whole, patterns are compiled anew.
"""

from __future__ import annotations

import atexit
import os
import pickle
import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

import regex
from platformdirs import user_cache_path

_LARGEST = 8 * 1024 * 1024  # bytes; a file that patterns of old word lists have swollen beyond this begins anew
_DIGEST = sha256().digest_size
_Kept = dict[tuple[str, int], bytes]


def compiled(pattern: str, flags: int = 0) -> regex.Pattern:
    """What `regex.compile` gives, read back where an earlier run has kept it."""
    kept = _kept()
    key = pattern, int(flags)
    if key in kept:
        return pickle.loads(kept[key])
    result = regex.compile(pattern, flags)
    if not _new:
        atexit.unregister(keep)
        atexit.register(keep)
    kept[key] = _new[key] = pickle.dumps(result)
    return result


def keep() -> None:
    """Write down the patterns that this process had to compile, if there are any and the folder can be written."""
    if not _new:
        return
    payload = pickle.dumps({**_read(), **_new})
    if len(payload) > _LARGEST:
        payload = pickle.dumps(_new)
    _new.clear()
    with suppress(OSError):
        _write(payload)


_new: _Kept = {}


@cache
def _kept() -> _Kept:
    return _read()


def _read() -> _Kept:
    """What earlier runs have kept; nothing where there is no file or it is not whole."""
    try:
        content = _file().read_bytes()
    except OSError:
        return {}
    digest, payload = content[:_DIGEST], content[_DIGEST:]
    return pickle.loads(payload) if sha256(payload).digest() == digest else {}


def _write(payload: bytes) -> None:
    """Replace the file as a whole, so that another process reads the old one or the new one."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=file.parent, prefix=file.name, delete=False) as unfinished:
        try:
            unfinished.write(sha256(payload).digest() + payload)
            unfinished.close()
            os.replace(unfinished.name, file)
        except OSError:
            os.unlink(unfinished.name)
            raise


@cache
def _file() -> Path:
    return user_cache_path("maaltal") / f"patterns.{sys.implementation.cache_tag}.regex-{regex.__version__}.pickle"
