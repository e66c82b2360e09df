"""Finding the inputs of a run, in files, folders, lists and URLs, and loading their bytes."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Sequence

from maaltal.schemas.tables import FailureRow

from .encoding import decode
from .errors import ReadError
from .locations import below, by_name, is_url, is_web, reason, resolve, shown, storage_errors, url_filesystem

MAX_INPUT_BYTES = 512 * 1024 * 1024
SUFFIXES = (".pdf", ".txt", ".text", ".md", ".markdown", ".html", ".htm", ".docx")

_LIST_MARK = "@"
_SOURCE_COLUMN = "source"
_LOCK_FILE = "~$"  # what Word leaves beside an open document
_KINDS = "pdf, txt, text, md, markdown, html, htm, docx"


def find_inputs(arguments: Sequence[str]) -> tuple[list[str], list[FailureRow]]:
    """The inputs that files, folders, lists (`@list.txt`, a CSV with a column `source`) and URLs name, in order.

    Each input comes once, as it was named; what names none becomes a failure.
    """
    search = _Search()
    for argument in arguments:
        search.follow(argument)
    return list(search.sources.values()), list(search.failures.values())


def load(source: str) -> bytes:
    """The bytes of an input; ReadError says why they cannot be had."""
    try:
        data = _load_url(source) if is_url(source) else _load_file(source)
    except storage_errors() as error:
        raise ReadError(f"cannot be opened: {reason(error)}") from error
    if len(data) > MAX_INPUT_BYTES:
        raise ReadError(f"larger than {MAX_INPUT_BYTES // (1024 * 1024)} MB, too large for a plan")
    return data


def _load_file(source: str) -> bytes:
    path = resolve(source)
    if path is None:
        raise ReadError(f"there is no file {source}")
    if not os.path.isfile(path):
        raise ReadError(f"{source} is no ordinary file")
    with open(path, "rb") as file:
        size = os.fstat(file.fileno()).st_size  # to ask for more would set the memory aside
        return file.read(min(size, MAX_INPUT_BYTES) + 1)


def _load_url(source: str) -> bytes:
    filesystem, path = url_filesystem(source)
    with filesystem.open(path, "rb") as file:
        return file.read(MAX_INPUT_BYTES + 1)


class _Search:
    """What has been found so far: inputs by what they are on disk, failures by what was named."""

    def __init__(self) -> None:
        self.sources: dict[str, str] = {}
        self.failures: dict[str, FailureRow] = {}
        self._lists: set[str] = set()  # read already: a list may name itself

    def follow(self, argument: str, folder: str = "") -> None:
        """Find what one argument or one entry of a list names; `folder` is where the list lies."""
        if not argument.strip():
            self._fail(argument, "an empty name was given as input")
        elif is_url(argument):
            self._url(argument)
        elif argument.startswith(_LIST_MARK) and not os.path.lexists(argument):
            self._list(argument[len(_LIST_MARK):], named=argument, folder=folder)
        elif argument.lower().endswith(".csv"):
            self._list(argument, named=argument, folder=folder)
        else:
            self._local(_beside(argument, folder))

    def _fail(self, source: str, why: str) -> None:
        self.failures.setdefault(shown(source), FailureRow(shown(source), "find", shown(why), False))

    def _add(self, source: str, identity: str) -> None:
        self.sources.setdefault(identity, source)

    def _local(self, argument: str) -> None:
        path = resolve(argument)
        if path is None:
            self._fail(argument, f"there is no file or folder {argument}")
        elif os.path.isdir(path):
            self._folder(argument, path)
        else:
            self._file(argument, path)

    def _file(self, source: str, path: str) -> None:
        if os.path.isfile(path):
            self._add(shown(source), os.path.realpath(path))
        elif os.path.islink(path):
            self._fail(source, f"{source} is a link that leads to no file")
        else:
            self._fail(source, f"{source} is no ordinary file")

    def _folder(self, argument: str, path: str) -> None:
        found = sorted(self._walk(path), key=by_name)
        for relative in found:
            self._file(os.path.join(argument, relative), os.path.join(path, relative))
        if not found:
            self._fail(argument, f"the folder {argument} holds no documents ({_KINDS})")

    def _walk(self, top: str) -> Iterator[str]:
        """Relative paths of the documents under a folder; links are followed, each folder is entered once."""
        seen = {os.path.realpath(top)}
        for folder, folders, files in os.walk(top, followlinks=True, onerror=self._closed_folder):
            folders[:] = [name for name in sorted(folders) if not name.startswith(".")
                          and _enter(os.path.join(folder, name), seen)]
            for name in files:
                if _is_document(name):
                    yield os.path.relpath(os.path.join(folder, name), top)

    def _closed_folder(self, error: OSError) -> None:
        name = os.fsdecode(error.filename)
        self._fail(name, f"the folder {name} cannot be listed: {reason(error)}")

    def _list(self, path: str, named: str, folder: str) -> None:
        path = path if is_url(path) else _beside(path, folder)
        if path in self._lists:
            return
        self._lists.add(path)
        try:
            text = decode(load(path)).text
            entries = _csv_entries(text) if path.lower().endswith(".csv") else _lines(text)
        except ReadError as error:
            self._fail(named, f"the list {named} cannot be read: {error}")
            return
        if not entries:
            self._fail(named, f"the list {named} names no inputs")
        for entry in entries:
            self.follow(entry, folder=os.path.dirname(path))

    def _url(self, url: str) -> None:
        if is_web(url):
            self._add(url, url)
            return
        try:
            self._stored(url)
        except storage_errors() as error:
            self._fail(url, f"{url} cannot be reached: {reason(error)}")

    def _stored(self, url: str) -> None:
        filesystem, path = url_filesystem(url)
        if filesystem.isdir(path):
            top = path.rstrip("/")
            relatives = (name.removeprefix(top).lstrip("/") for name in filesystem.find(path))
            found = sorted(filter(_is_visible_document, relatives), key=by_name)
            for relative in found:
                self._add_stored(below(url, relative), filesystem, f"{top}/{relative}")
            if not found:
                self._fail(url, f"the folder {url} holds no documents ({_KINDS})")
        elif filesystem.exists(path):
            self._add_stored(url, filesystem, path)
        else:
            self._fail(url, f"there is no file or folder {url}")

    def _add_stored(self, source: str, filesystem: object, path: str) -> None:
        """A file on this machine is the same input whether it is named by path or by URL."""
        is_local = "file" in _protocols(filesystem)
        self._add(source, os.path.realpath(path) if is_local else source)


def _protocols(filesystem: object) -> tuple[str, ...]:
    protocol = getattr(filesystem, "protocol", ())
    return (protocol,) if isinstance(protocol, str) else tuple(protocol)


def _enter(folder: str, seen: set[str]) -> bool:
    """Whether a folder is entered for the first time: links may lead in a circle."""
    real = os.path.realpath(folder)
    is_new = real not in seen
    seen.add(real)
    return is_new


def _is_document(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) and not name.startswith((".", _LOCK_FILE))


def _is_visible_document(relative: str) -> bool:
    *folders, name = relative.split("/")
    return _is_document(name) and not any(folder.startswith(".") for folder in folders)


def _beside(name: str, folder: str) -> str:
    """A name in a list means a path from here, or else one from where the list lies."""
    if not folder or os.path.isabs(name) or resolve(name) is not None:
        return name
    beside = os.path.join(folder, name)
    return beside if resolve(beside) is not None else name


def _lines(text: str) -> list[str]:
    """The entries of a list: one a line, blank lines and comments (`#`) left out."""
    entries = (line.strip() for line in text.splitlines())
    return [entry for entry in entries if entry and not entry.startswith("#")]


def _csv_entries(text: str) -> list[str]:
    """The column `source` of a CSV with commas or semicolons; ReadError if it has none."""
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    try:
        rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise ReadError(f"it is no CSV ({error})") from error
    if _SOURCE_COLUMN not in [name.strip() for name in header.split(delimiter)]:
        raise ReadError(f"it has no column {_SOURCE_COLUMN}")
    return [row[_SOURCE_COLUMN] for row in rows if (row.get(_SOURCE_COLUMN) or "").strip()]
