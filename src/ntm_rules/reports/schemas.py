"""JSON Schemas of the documents."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def named(document: str) -> dict[str, Any]:
    """The JSON Schema of a document: evaluation, what-if or plan."""
    return {"evaluation": evaluation, "what-if": what_if, "plan": plan}[document]()


def evaluation() -> dict[str, Any]:
    """The JSON Schema of `evaluate --format json`."""
    return _read("evaluation.schema.json")


def what_if() -> dict[str, Any]:
    """The JSON Schema of `what-if --format json`: evaluations, and only what a scenario changes."""
    schema = _read("what_if.schema.json")
    # Its definitions move to the top, where its references look for them.
    inner = {key: value for key, value in evaluation().items() if key not in ("$schema", "$id")}
    schema["$defs"] |= {**inner.pop("$defs"), "evaluation": inner}
    return schema


def plan() -> dict[str, Any]:
    """The JSON Schema of `plan --format json`, under a budget and of the least change."""
    return _read("plan.schema.json")


def _read(name: str) -> dict[str, Any]:
    text = files("ntm_rules.reports").joinpath(name).read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema
