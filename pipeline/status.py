"""`maaltal status`: what a dataset was made from, and what a run now would do."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import chdir, nullcontext
from pathlib import Path

from .dataset_counts import failures_of, record_of
from .show import printable
from .store import Store, code_version
from .survey import KNOWN, removed, survey
from .work_folder import work_folder

_NAMED_AT_MOST = 20


def status_lines(out: Path, folder: Path | None = None) -> Iterator[str]:
    """What there is to say of a dataset, line by line; raises LookupError where there is none."""
    record = record_of(out)
    if record.get("program") != "maaltal":
        raise LookupError(f"{out} is not a dataset: no run of maaltal wrote it")
    work = folder or work_folder(out)
    store = Store(work, code_version())
    account = store.account()
    rows = record["rows"]
    yield f"{out}: {rows['documents']} documents, {rows['failures']} failures, written by maaltal {record['version']}"
    for reason, count in Counter(row.reason for row in failures_of(out)).most_common(5):
        yield f"  {count} failed: {printable(reason)}"
    if not account:
        yield f"Nothing is kept of its run in {work}: the next run reads everything."
        return
    if account.get("version") != store.version:
        yield "Code, lexicon or code lists have changed since: the next run reads everything again."
    yield from _changes(account, store, out)
    yield f"Log and report: {work}"


def _changes(account: dict, store: Store, out: Path) -> Iterator[str]:
    from .run import plan

    out = out.resolve()
    with chdir(account["folder"]) if os.path.isdir(account.get("folder", "")) else nullcontext():
        surveyed = survey(plan(account.get("arguments", []), out), store)
    gone = removed(surveyed, store)
    waiting = [item for item in surveyed if item.state != KNOWN]
    known = len(surveyed) - len(waiting)
    yield f"Of {len(surveyed)} inputs now, {known} are known, {len(waiting)} are not; {len(gone)} are gone."
    for item in waiting[:_NAMED_AT_MOST]:
        yield f"  {item.state}: {printable(item.source)}"
    for source in gone[:_NAMED_AT_MOST]:
        yield f"  gone: {printable(source)}"
