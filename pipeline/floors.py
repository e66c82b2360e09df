"""Floors under the scores: `python -m maaltal.pipeline.floors` reads the corpus, scores it, and says what has fallen.

Floors stand in a file with the hash of the gold they belong to. They rise with `--update` and fall only with
`--lower LAYER --because "..."`, which writes the reason beside them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .run import run
from .score import Score, score, table_lines

FLOORS = Path("tests/floors.json")
LAYERS = ("metadata", "goals", "requirements", "exact", "figures", "budget", "grounding", "indicator", "budget_label",
          "budget_account")


class FloorError(ValueError):
    """Floors cannot be set as asked; the message says why."""


@dataclass(frozen=True, slots=True)
class GoldSet:
    """Documents with gold that have floors of their own; `hashed` where the gold lies in this project."""

    name: str
    inputs: tuple[str, ...]
    gold: Path
    hashed: bool = True


SETS = (
    GoldSet("corpus", ("corpus/plans", "corpus/transcripts"), Path("corpus/gold")),
    GoldSet("excerpts", ("corpus/excerpts/plans",), Path("corpus/excerpts/gold")),
    GoldSet("shared", ("../shared/plans",), Path("../shared/gold"), hashed=False),
)


def gold_hash(folder: Path) -> str:
    """One hash of all gold files of a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.json")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def measured(overall: dict[str, Any]) -> dict[str, float]:
    """The scores that have floors, by layer, from the overall part of a score; without those nothing was judged in."""
    fields = {layer: overall[layer].get("fields", {}) for layer in ("requirements", "budget_lines")}
    found = {
        "metadata": overall["document"]["f1"], "goals": overall["goals"]["f1"],
        "requirements": overall["requirements"]["f1"], "exact": overall["requirements"]["exact_f1"],
        "figures": overall["figures"]["f1"], "budget": overall["budget_lines"]["f1"],
        "grounding": overall["grounding"], "indicator": fields["requirements"].get("indicator"),
        "budget_label": fields["budget_lines"].get("label"),
        "budget_account": fields["budget_lines"].get("account"),
    }
    return {layer: value for layer, value in found.items() if value is not None}


def below(floors: dict[str, float], found: dict[str, float]) -> dict[str, tuple[float | None, float]]:
    """Layers whose score lies below the floor, or is not there any more, with score and floor."""
    pairs = {layer: (found.get(layer), at) for layer, at in floors.items()}
    return {layer: (value, at) for layer, (value, at) in pairs.items() if value is None or value < at}


def raised(entry: dict[str, Any], found: dict[str, float], gold_sha256: str | None) -> dict[str, Any]:
    """The entry of a set with floors as high as its scores; raises FloorError where a floor would fall."""
    if fallen := below(entry.get("floors", {}), found):
        raise FloorError("; ".join(_fall(layer, *pair) for layer, pair in fallen.items()))
    return _entry(entry, {layer: _rounded_down(value) for layer, value in found.items()}, gold_sha256)


def lowered(
    entry: dict[str, Any], found: dict[str, float], layer: str, because: str, gold_sha256: str | None
) -> tuple[dict[str, Any], str]:
    """The entry of a set with one floor let down to its score, and the line that CHANGELOG needs."""
    if not because.strip():
        raise FloorError("a floor falls only with a reason: --because \"...\"")
    before = entry.get("floors", {}).get(layer)
    if before is None or layer not in found:
        raise FloorError(f"{layer} has no floor or no score")
    after = _rounded_down(found[layer])
    if after >= before:
        raise FloorError(f"{layer} has not fallen: {found[layer]:.4f}, floor {before:.3f}")
    record = {"layer": layer, "from": before, "to": after, "because": because.strip()}
    entry = entry | {"lowered": [*entry.get("lowered", []), record]}
    line = f"- Floor of {layer} lowered from {before:.3f} to {after:.3f}: {because.strip()}"
    return _entry(entry, entry["floors"] | {layer: after}, gold_sha256), line


def _entry(entry: dict[str, Any], floors: dict[str, float], gold_sha256: str | None) -> dict[str, Any]:
    ordered = {layer: floors[layer] for layer in LAYERS if layer in floors}
    return ({"gold_sha256": gold_sha256} if gold_sha256 else {}) | {"floors": ordered} | {
        name: value for name, value in entry.items() if name == "lowered"}


def _rounded_down(value: float) -> float:
    return floor(value * 1000 + 1e-9) / 1000


def _fall(layer: str, value: float | None, at: float) -> str:
    return f"{layer}: {'no score' if value is None else f'{value:.4f}'}, floor {at:.3f}"


# ---- command -------------------------------------------------------------------------------------------------------

def scored(gold_set: GoldSet, out: Path) -> Score:
    """Read the documents of a set into `out` and score them."""
    run(gold_set.inputs, out)
    return score(out, gold_set.gold)


def main(arguments: Sequence[str] | None = None) -> int:
    """Score every set that is there; 1 where a score lies below its floor or a change of floors is refused."""
    asked = _parser().parse_args(arguments)
    file: Path = asked.floors
    entries = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    refused = False
    with TemporaryDirectory() as folder:
        for gold_set in _present(SETS):
            result = scored(gold_set, Path(folder) / gold_set.name)
            _publish(gold_set, result, asked)
            refused |= not _settle(gold_set, measured(result.report["overall"]), entries, asked)
    if asked.update or asked.lower:
        file.write_text(json.dumps(entries, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(refused)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m maaltal.pipeline.floors", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--floors", type=Path, default=FLOORS, metavar="FILE")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write the report on the corpus as a page")
    parser.add_argument("--set", choices=[gold_set.name for gold_set in SETS], default=SETS[0].name,
                        help="whose floor --lower lets down")
    change = parser.add_mutually_exclusive_group()
    change.add_argument("--update", action="store_true", help="raise floors to the scores")
    change.add_argument("--lower", choices=LAYERS, metavar="LAYER", help="let one floor down to its score")
    parser.add_argument("--because", default="", metavar="REASON", help="why; needed by --lower")
    return parser


def _present(sets: Sequence[GoldSet]) -> Iterator[GoldSet]:
    for gold_set in sets:
        if gold_set.gold.is_dir():
            yield gold_set
        else:
            print(f"{gold_set.name}: {gold_set.gold} is absent, not scored")


def _publish(gold_set: GoldSet, result: Score, asked: argparse.Namespace) -> None:
    from .score.page import write_page

    print(f"== {gold_set.name}")
    print(*table_lines(result.report), sep="\n")
    if asked.html and gold_set is SETS[0]:
        write_page(result, asked.html)
        print(f"faults, subgroups and reliability: {asked.html}")


def _settle(
    gold_set: GoldSet, found: dict[str, float], entries: dict[str, Any], asked: argparse.Namespace
) -> bool:
    """Change the floors of a set as asked, then hold its scores against them; False where one lies below."""
    entry, sha256 = entries.get(gold_set.name, {}), gold_hash(gold_set.gold) if gold_set.hashed else None
    try:
        if asked.update:
            entries[gold_set.name] = entry = raised(entry, found, sha256)
        if asked.lower and asked.set == gold_set.name:
            entries[gold_set.name], line = lowered(entry, found, asked.lower, asked.because, sha256)
            entry = entries[gold_set.name]
            print(f"add to CHANGELOG.md:\n{line}")
    except FloorError as error:
        print(f"{gold_set.name}: floors stay: {error}")
        return False
    fallen = below(entry.get("floors", {}), found)
    for layer, pair in fallen.items():
        print(f"BELOW ITS FLOOR  {_fall(layer, *pair)}")
    if gold_set.hashed and entry.get("gold_sha256") not in (None, sha256):
        print(f"{gold_set.name}: gold has changed since the floors were set: --update, and say so in CHANGELOG.md")
        return False
    return not fallen


if __name__ == "__main__":
    raise SystemExit(main())
