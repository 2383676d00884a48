"""Where a file of policies is read from: the one shipped in `criteria/policies/`, or one of the user's."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TypeVar

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.location import criteria_folder, existing, shown
from ntm_rules.definitions.yaml_source import read_yaml, validated

N = TypeVar("N", bound=Node)


def policies(model: type[N], name: str, path: str | Path | None) -> N:
    """A file of the user's as a model, or the shipped one of a name, which is read once.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    return _shipped(model, name) if path is None else _checked(model, existing(Path(path)))


@cache
def _shipped(model: type[N], name: str) -> N:
    return _checked(model, criteria_folder() / "policies" / name)


def _checked(model: type[N], path: Path) -> N:
    return validated(model, read_yaml(path, shown(path)))
