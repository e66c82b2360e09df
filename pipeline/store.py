"""What has been read before: the rows of each document, kept by its content, its name and the program's version.

A store is a folder beside the dataset: `objects/<version>/<key>`, and `last.json`, the account of the last run. An
object is complete or absent (it is renamed into place) and carries its own checksum; a damaged one counts as absent.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from functools import cache
from importlib import import_module, metadata, resources
from pathlib import Path
from typing import Any

from maaltal.extractors.entity_blanks import MODEL_VARIABLE
from maaltal.extractors.linear import FOLDER_VARIABLE
from maaltal.schemas.tables import FailureRow, columns

from .bundle import Bundle
from .ocr import engine as ocr_engine
from .outcome import OUT_OF_MEMORY, Known, Outcome

_DIGEST = 20  # bytes of a checksum
_FORMAT = b"maaltal store 1"
_PACKAGES = ("maaltal.schemas", "maaltal.extractors", "maaltal.pipeline")
_ROWS = "maaltal.schemas."  # where row classes are declared
_CODE = (".py", ".toml", ".csv")
_MODELS = "/models"  # the folder of trained models, whatever its files are called
_NOT_IN_ROWS = frozenset({
    "bench", "write", "report", "export", "score", "cli.py", "commands.py", "terminal.py", "show.py", "run.py",
    "workers.py", "distributed.py", "survey.py", "status.py", "runlog.py", "run_report.py", "serve.py", "frames.py"})
_LIBRARIES = ("spacy", "pypdfium2", "regex", "lxml", "ftfy", "dateparser")
_PASSING = (OUT_OF_MEMORY, "OSError", "TimeoutError")  # beginnings of reasons that may be gone the next time


@cache
def code_version() -> str:
    """Hash of code, lexicon, code lists, models and libraries' versions, which decide what a document's rows are."""
    digest = hashlib.blake2b(_FORMAT, digest_size=_DIGEST)
    for package in _PACKAGES:
        for name, content in _code_files(resources.files(package), package):
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
    for variable in (MODEL_VARIABLE, FOLDER_VARIABLE):
        digest.update(f"{os.environ.get(variable, '')}\0".encode())
    digest.update(f"ocr {ocr_engine()}\0".encode())
    for library in _LIBRARIES:
        with suppress(metadata.PackageNotFoundError):
            digest.update(f"{library} {metadata.version(library)}\0".encode())
    return digest.hexdigest()


@cache
def writers_version() -> str:
    """Hash of the code that turns rows into files, and of the program's version."""
    digest = hashlib.blake2b(metadata.version("maaltal").encode(), digest_size=_DIGEST)
    for name, content in _code_files(resources.files("maaltal.pipeline.write"), "write"):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _code_files(folder: Any, name: str) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name in _NOT_IN_ROWS or entry.name.startswith((".", "__pycache__")):
            continue
        if entry.is_dir():
            yield from _code_files(entry, f"{name}/{entry.name}")
        elif entry.name.endswith(_CODE) or _MODELS in name:
            yield f"{name}/{entry.name}", entry.read_bytes()


@dataclass(frozen=True, slots=True)
class Store:
    """A store in `folder` for one version of the program; it can be sent to a worker."""

    folder: Path
    version: str

    @property
    def objects(self) -> Path:
        return self.folder / "objects" / self.version

    @staticmethod
    def key(source: str, sha256: str) -> str:
        """The name of what is kept for some content under a source's name."""
        return hashlib.blake2b(f"{sha256}\0{source}".encode(), digest_size=_DIGEST).hexdigest()

    def holds(self, key: str) -> bool:
        return (self.objects / key).is_file()

    def load(self, key: str) -> Outcome | None:
        """What is kept under a key; None where there is nothing or it is damaged."""
        try:
            packed = (self.objects / key).read_bytes()
        except OSError:
            return None
        body = packed[_DIGEST:]
        if hashlib.blake2b(body, digest_size=_DIGEST).digest() != packed[:_DIGEST]:
            return None
        return unpacked(body)

    def known(self, source: str, sha256: str) -> Outcome | None:
        """What is kept of a source with some content."""
        return self.load(self.key(source, sha256))

    def save(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome, unless it may be another the next time; a store that cannot be written is left alone."""
        if not is_lasting(outcome):
            return
        body = packed(outcome)
        partial = self.objects / f".{key}.{os.getpid()}"
        try:
            self.objects.mkdir(parents=True, exist_ok=True)
            partial.write_bytes(hashlib.blake2b(body, digest_size=_DIGEST).digest() + body)
            partial.replace(self.objects / key)
        except OSError:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def prune(self, keep: Iterable[str]) -> None:
        """Drop what the last run did not use: other versions, documents that are gone, unfinished files."""
        kept = frozenset(keep)
        with suppress(OSError):
            for version in os.scandir(self.objects.parent):
                if version.name != self.version:
                    shutil.rmtree(version.path, ignore_errors=True)
            for entry in os.scandir(self.objects):
                if entry.name not in kept:
                    os.unlink(entry.path)

    def account(self) -> dict[str, Any]:
        """The account of the last run; empty where there is none."""
        try:
            account = json.loads((self.folder / "last.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return account if isinstance(account, dict) else {}

    def write_account(self, account: dict[str, Any]) -> None:
        write_whole(self.folder / "last.json", json.dumps(account, ensure_ascii=False, indent=1) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there complete or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_text(text, encoding="utf-8", newline="")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def is_lasting(outcome: Outcome) -> bool:
    """Whether the same content will give the same again: rows, and failures that the content itself is at fault for."""
    failure = outcome.failure
    return outcome.sha256 is not None and (
        failure is None or not (failure.retried or failure.reason.startswith(_PASSING)))


def packed(outcome: Outcome) -> bytes:
    """An outcome as compressed JSON: rows by table and class, as lists of values in the order of the fields."""
    content: dict[str, Any] = {"source": outcome.source, "sha256": outcome.sha256}
    if outcome.failure is not None:
        content["failure"] = _values(outcome.failure)
    if outcome.bundle is not None:
        content["document_id"], content["text"] = outcome.bundle.document_id, outcome.bundle.text
        content["rows"] = {table: [_class_name(rows), list(map(_values, rows))]
                           for table, rows in outcome.bundle.rows.items()}
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 1)


def unpacked(body: bytes) -> Outcome:
    """The outcome that `packed` made smaller."""
    content = json.loads(zlib.decompress(body))
    if "failure" in content:
        return Outcome(content["source"], content["sha256"], failure=FailureRow(*content["failure"]), kept=True)
    rows = {table: tuple(map(_row_maker(name), found)) if found else ()
            for table, (name, found) in content["rows"].items()}
    bundle = Bundle(content["document_id"], content["text"], rows)
    return Outcome(content["source"], content["sha256"], bundle, kept=True)


def _values(row: Any) -> list:
    return [getattr(row, field.name) for field in fields(row)]


def _class_name(rows: Sequence[Any]) -> str:
    """Where the class of a table's rows is declared; the rows of one table are of one class."""
    return f"{type(rows[0]).__module__}:{type(rows[0]).__name__}" if rows else ""


@cache
def _row_maker(name: str) -> Callable[[list], Any]:
    module, _, class_name = name.partition(":")
    if not module.startswith(_ROWS):
        raise ValueError(f"{name} is no row class")
    row_class = getattr(import_module(module), class_name)
    lists = [place for place, column in enumerate(columns(row_class)) if column.is_list]

    def make(values: list) -> Any:
        for place in lists:
            values[place] = tuple(values[place])
        return row_class(*values)

    return make


@dataclass(frozen=True, slots=True)
class KeepingWork:
    """Attempts a source and keeps what came of it; a function that can be sent to a worker."""

    work: Callable[[str, Known | None], Outcome]
    store: Store
    force: bool = False

    def __call__(self, source: str) -> Outcome:
        outcome = self.work(source, None if self.force else self.store.known)
        if outcome.sha256 is not None and not outcome.kept:
            self.store.save(self.store.key(outcome.source, outcome.sha256), outcome)
        return outcome
