"""YAML read with its lines kept, so that a mistake is refused with file and line."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from ntm_rules.errors import DefinitionError, Problem, with_rest
from ntm_rules.i18n import figure, tr
from ntm_rules.limits import (
    FIRST_YEAR,
    LAST_YEAR,
    MEGABYTE,
    MOST_NUMBER,
    MOST_YAML_BYTES,
    MOST_YAML_DEPTH,
    MOST_YAML_MISTAKES,
    MOST_YAML_NODES,
)
from ntm_rules.plain_text import plain, shortened

M = TypeVar("M", bound=BaseModel)

# The C parser is many times faster; a build of PyYAML without it still works.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# No number that is allowed takes more characters, however many decimals it is written with.
_LONGEST_NUMBER = 40


class Mapping(dict[str, Any]):
    """A YAML mapping that knows the line it starts on."""

    line: int = 0


class Source:
    """One YAML file: plain data in `data`, and the line of any path in it.

    Raises DefinitionError with the line where it is no YAML, or goes beyond the bounds of `limits.py`.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._nodes = 0
        self._root = compose(text, name)
        self.data: Any = None if self._root is None else self._plain(self._root, ())

    def _plain(self, node: Any, above: tuple[int, ...]) -> Any:
        self._nodes += 1
        if self._nodes > MOST_YAML_NODES:
            raise _too_many(self.name, node.start_mark.line + 1)
        if id(node) in above:
            raise self.error("yaml_syntax", tr("an alias contains itself."), node)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if not node.tag.endswith((":seq", ":map")):
            raise self.error("yaml_syntax", tr("the tag {tag} is not known.", tag=node.tag), node)
        above = (*above, id(node))
        if len(above) > MOST_YAML_DEPTH:
            raise _too_deep(self.name, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self._plain(child, above) for child in node.value)
        mapping = Mapping()
        mapping.line = node.start_mark.line + 1
        for key_node, child in node.value:
            key = self._key(key_node)
            if key in mapping:
                raise self.error("duplicate_key", tr("the key “{key}” stands twice.", key=key), key_node)
            mapping[key] = self._plain(child, above)
        return mapping

    def _key(self, node: Any) -> str:
        if not isinstance(node, yaml.ScalarNode):
            message = tr("a list or a mapping stands as a key; a key is a plain text.")
            raise self.error("yaml_syntax", message, node)
        self._nodes += 1
        return plain(node.value)

    def _scalar(self, node: Any) -> Any:
        tag, text = node.tag.rpartition(":")[2], node.value
        try:
            match tag:
                case "str":
                    return plain(text)
                case "int" | "float":
                    return self._number(node, int if tag == "int" else float)
                case "bool":
                    return text.lower() in ("true", "yes", "on")
                case "null":
                    return None
                case "timestamp":
                    return self._day(node)
        except ValueError:
            pass
        message = tr("“{text}” is not a plain text, number or date.", text=shortened(text))
        raise self.error("yaml_syntax", message, node)

    def _number(self, node: Any, kind: Callable[[str], float]) -> float:
        # Thousands of digits are not even tried.
        number = kind(node.value) if len(node.value) <= _LONGEST_NUMBER else math.inf
        if not abs(number) <= MOST_NUMBER:
            message = tr("the number {text} is too large.", text=shortened(node.value))
            expected = tr("a number of at most {n} digits", n=len(str(MOST_NUMBER)) - 1)
            raise self.error("yaml_syntax", message, node, expected)
        return number

    def _day(self, node: Any) -> date:
        day = date.fromisoformat(node.value)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            message = tr("the date {text} is too far away.", text=node.value)
            expected = tr("a year from {first} to {last}", first=FIRST_YEAR, last=LAST_YEAR)
            raise self.error("yaml_syntax", message, node, expected)
        return day

    def error(self, kind: str, message: str, node: Any, expected: str | None = None) -> DefinitionError:
        """An error at a node of this file."""
        line = node.start_mark.line + 1
        return DefinitionError(Problem(kind, message, file=self.name, line=line, expected=expected))

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
        self.data = _frozen(data, name)

    def line(self, path: Sequence[int | str]) -> int:
        """None of its own: 0."""
        return 0


def _frozen(data: Any, name: str, depth: int = 0) -> Any:
    if depth > MOST_YAML_DEPTH:
        raise _too_deep(name, None)
    if isinstance(data, dict):
        return Mapping({key: _frozen(value, name, depth + 1) for key, value in data.items()})
    if isinstance(data, list | tuple):
        return tuple(_frozen(value, name, depth + 1) for value in data)
    return data


def read_yaml(path: Path, name: str) -> Source:
    """Read a YAML file; `name` is how messages call it."""
    return Source(read_text(path, name), name)


def read_text(path: Path, name: str) -> str:
    """The text of a YAML file, without a byte order mark. Raises DefinitionError where it cannot be had."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_YAML_BYTES + 1)
        if len(data) > MOST_YAML_BYTES:
            raise _too_large(name)
        return data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise DefinitionError(
            Problem("yaml_syntax", tr("cannot be read: {reason}.", reason=reason), file=name)
        ) from error


def compose(text: str, name: str, loader: Any = _Loader) -> Any:
    """The nodes of a YAML text, None where it is empty: the one place where YAML is taken apart.

    Raises DefinitionError where it is no YAML, or is larger or nested deeper than `limits.py` lets it.
    """
    if len(text) > MOST_YAML_BYTES:
        raise _too_large(name)
    try:
        _check_bounds(text, name)
        return yaml.compose(text, Loader=loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or error
        if isinstance(error, yaml.reader.ReaderError):
            line = text.count("\n", 0, error.position) + 1
        message = tr("not readable as YAML: {reason}.", reason=reason)
        raise DefinitionError(Problem("yaml_syntax", message, file=name, line=line)) from error


def _check_bounds(text: str, name: str) -> None:
    """Refuse what is too much before nodes are made of it: the parser in C has no bound, and ends the process."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.NodeEvent):
            nodes += 1
            if nodes > MOST_YAML_NODES:
                raise _too_many(name, _line_of(event))
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MOST_YAML_DEPTH:
                raise _too_deep(name, _line_of(event))
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _line_of(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _too_many(name: str, line: int) -> DefinitionError:
    message = tr("with its aliases the file holds more than {most} values.", most=f"{MOST_YAML_NODES:,}")
    return DefinitionError(Problem("yaml_too_large", message, file=name, line=line))


def _too_deep(name: str, line: int | None) -> DefinitionError:
    message = tr("it is nested more than {most} levels deep.", most=MOST_YAML_DEPTH)
    return DefinitionError(Problem("yaml_too_large", message, file=name, line=line))


def _too_large(name: str) -> DefinitionError:
    message = tr(
        "the file is larger than {most} MB, the most that is read.", most=MOST_YAML_BYTES // MEGABYTE
    )
    return DefinitionError(Problem("yaml_too_large", message, file=name))


def validated(model: type[M], source: Source) -> M:
    """Check a file against a model. Raises DefinitionError with the line of each mistake."""
    try:
        return model.model_validate(source.data, context={"file": source.name})
    except ValidationError as error:
        mistakes = error.errors(include_url=False, include_input=False)
        problems = [
            Problem(
                _kind(found["type"]), _words(found), file=source.name, line=source.line(found["loc"]) or None
            )
            for found in mistakes[:MOST_YAML_MISTAKES]
        ]
        raise DefinitionError(with_rest(problems, len(mistakes) - len(problems))) from error


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
        case "less_than_equal":
            return tr(
                "{where}: at most {most} is accepted.", where=where, most=figure(float(found["ctx"]["le"]))
            )
        case _:
            # What a check of ours says needs no such beginning; that of a whole file has no place in it.
            said = found["msg"].removeprefix("Value error, ")
            return f"{where}: {said}." if where else f"{said}."
