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
