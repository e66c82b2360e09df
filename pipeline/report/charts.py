"""The charts: Vega-Lite specifications as data files, and the Vega libraries as one script without a network."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

VEGA_LITE = "6.4"
_LICENCE = "/*! Vega, Vega-Lite and Vega-Embed: see vega-licence.txt beside this file. */\n"


@cache
def specifications() -> dict[str, Any]:
    """Every specification of the folder `charts` by name, and the common `config`."""
    files = sorted(resources.files(__package__).joinpath("charts").iterdir(), key=lambda file: file.name)
    return {file.name.removesuffix(".json"): json.loads(file.read_text(encoding="utf-8")) for file in files
            if file.name.endswith(".json")}


@cache
def library() -> str:
    """The script that defines `vegaEmbed`, kept to itself but for that name."""
    import vl_convert

    return f"{_LICENCE}(function () {{\n{vl_convert.javascript_bundle(vl_version=VEGA_LITE)}\n}})();\n"
