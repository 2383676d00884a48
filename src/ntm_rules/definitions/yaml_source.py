"""YAML read with its lines kept, so that a mistake is refused with file and line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import figure, tr

M = TypeVar("M", bound=BaseModel)

# The C parser is many times faster; a build of PyYAML without it still works.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Mapping(dict[str, Any]):
    """A YAML mapping that knows the line it starts on."""

    line: int = 0


class Source:
    """One YAML file: plain data in `data`, and the line of any path in it."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        try:
            self._root = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            raise DefinitionError(
                Problem(
                    "yaml_syntax",
                    tr("not readable as YAML: {reason}.", reason=getattr(error, "problem", error)),
                    file=name,
                    line=mark.line + 1 if mark else None,
                )
            ) from error
        self.data: Any = None if self._root is None else self._plain(self._root, ())

    def _plain(self, node: Any, above: tuple[int, ...]) -> Any:
        if id(node) in above:
            raise self.error("yaml_syntax", tr("an alias contains itself."), node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        above = (*above, id(node))
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._plain(child, above) for child in node.value)
        mapping = Mapping()
        mapping.line = node.start_mark.line + 1
        for key_node, child in node.value:
            key = key_node.value
            if key in mapping:
                raise self.error("duplicate_key", tr("the key “{key}” stands twice.", key=key), key_node)
            mapping[key] = self._plain(child, above)
        return mapping

    def _scalar(self, node: Any) -> Any:
        tag, text = node.tag.rpartition(":")[2], node.value
        try:
            match tag:
                case "str":
                    return text
                case "int":
                    return int(text)
                case "float":
                    return float(text)
                case "bool":
                    return text.lower() == "true"
                case "null":
                    return None
                case "timestamp":
                    return date.fromisoformat(text)
        except ValueError:
            pass
        raise self.error("yaml_syntax", tr("“{text}” is not a plain text, number or date.", text=text), node)

    def error(self, kind: str, message: str, node: Any) -> DefinitionError:
        """An error at a node of this file."""
        return DefinitionError(Problem(kind, message, file=self.name, line=node.start_mark.line + 1))

    def line(self, path: Sequence[int | str]) -> int:
        """The line of the deepest part of `path` that exists; a surplus key is named by its own line."""
        node, line = self._root, 1
        for position, step in enumerate(path):
            if isinstance(node, yaml.MappingNode):
                found = [(key, child) for key, child in node.value if key.value == step]
                after = path[position + 1] if position + 1 < len(path) else None
                inside = {key.value for key, _ in node.value}
                # A step of the model (the chosen form of a condition) may bear the name of a key beside it.
                if not found or (
                    isinstance(found[0][1], yaml.ScalarNode) and after is not None and after in inside
                ):
                    continue
                line, node = found[0][0].start_mark.line + 1, found[0][1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
        return line


class Given(Source):
    """Data of the form of a file, such as a caller's own; it has no lines."""

    def __init__(self, data: Any, name: str) -> None:
        self.name = name
        self.data = _frozen(data)

    def line(self, path: Sequence[int | str]) -> int:
        """None of its own: 0."""
        return 0


def _frozen(data: Any) -> Any:
    if isinstance(data, dict):
        return Mapping({key: _frozen(value) for key, value in data.items()})
    return tuple(map(_frozen, data)) if isinstance(data, list | tuple) else data


def read_yaml(path: Path, name: str) -> Source:
    """Read a YAML file; `name` is how messages call it."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DefinitionError(
            Problem("yaml_syntax", tr("cannot be read: {reason}.", reason=error), file=name)
        ) from error
    return Source(text, name)


def validated(model: type[M], source: Source) -> M:
    """Check a file against a model. Raises DefinitionError with the line of each mistake."""
    try:
        return model.model_validate(source.data, context={"file": source.name})
    except ValidationError as error:
        raise DefinitionError(
            [
                Problem(
                    _kind(found["type"]),
                    _words(found),
                    file=source.name,
                    line=source.line(found["loc"]) or None,
                )
                for found in error.errors(include_url=False)
            ]
        ) from error


def _kind(error_type: str) -> str:
    return error_type if error_type in {"unknown_region", "missing_unit"} else "schema"


def _words(found: Any) -> str:
    where = ".".join(str(step) for step in found["loc"])
    match found["type"]:
        case "extra_forbidden":
            return tr("the key “{key}” is not known here.", key=found["loc"][-1])
        case "missing":
            return tr("the key “{key}” is missing.", key=found["loc"][-1])
        case "no_change":
            return tr("a change is of one of value, fact, verdict, level, money.")
        case "model_type":
            return tr("{where}: keys with their values are wanted here.", where=where or tr("the file"))
        case "greater_than_equal":
            return tr(
                "{where}: at least {least} is wanted.", where=where, least=figure(float(found["ctx"]["ge"]))
            )
        case _:
            # What a check of ours says needs no such beginning; that of a whole file has no place in it.
            said = found["msg"].removeprefix("Value error, ")
            return f"{where}: {said}." if where else f"{said}."
