"""JSON Schemas of the documents."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def evaluation() -> dict[str, Any]:
    """The JSON Schema of `evaluate --format json`."""
    text = files("ntm_rules.reports").joinpath("evaluation.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


def what_if() -> dict[str, Any]:
    """The JSON Schema of `what-if --format json`: evaluations, and only what a scenario changes."""
    text = files("ntm_rules.reports").joinpath("what_if.schema.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    # Its definitions move to the top, where its references look for them.
    inner = {key: value for key, value in evaluation().items() if key not in ("$schema", "$id")}
    schema["$defs"] |= {**inner.pop("$defs"), "evaluation": inner}
    return schema
