"""Edit a YAML file by hand's rule: only the lines that must change do; comments, quotes and order stay.

A library that loads and dumps again rewrites spacing and line breaks of lines nobody touched; here the
places of the nodes are used to cut and paste in the text itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import yaml

from ntm_rules.definitions.diff import matched
from ntm_rules.definitions.yaml_source import compose

# The order in which keys are written where a file does not show another.
ORDER = (
    "id", "set", "province", "title", "decision", "number", "issued", "part", "complete", "applies_to",
    "compare", "flag", "op", "by_sex", "levels", "indicators", "variables", "overrides", "criterion", "code",
    "titles", "from", "to", "regions", "require", "kind", "unit", "label", "value", "values", "evidence",
    "confidence", "source", "vi", "en", "note", "rules", "aliases",
)  # fmt: skip
# Small mappings that are read at a glance on one line.
_ON_ONE_LINE = ("decision", "values", "applies_to")


def edited(text: str, before: Mapping[str, Any], after: Mapping[str, Any], name: str = "YAML") -> str:
    """The text of a file that holds `before`, changed to hold `after`.

    Keys that the text states and `before` leaves out (defaults) are left alone.
    """
    root = compose(text, name, yaml.SafeLoader)
    if not isinstance(root, yaml.MappingNode):
        return written(after)
    editor = _Editor(text)
    editor.mapping(root, before, after)
    return editor.result()


def written(data: Mapping[str, Any]) -> str:
    """Plain data as the text of a file."""
    return "".join(f"{line}\n" for line in _block(data))


class _Editor:
    def __init__(self, text: str) -> None:
        self._text = text
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._edits: list[tuple[int, int, str]] = []

    def result(self) -> str:
        """The text with every edit made."""
        parts, at = [], 0
        # Of two edits at one place, that found first stands first.
        for start, end, fresh in sorted(self._edits, key=lambda edit: edit[0]):
            parts += [self._text[at:start], fresh]
            at = end
        return "".join([*parts, self._text[at:]])

    def mapping(
        self,
        node: yaml.MappingNode,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        *,
        dashed: bool = False,
    ) -> None:
        """Edit a mapping; `dashed` says that its first key stands behind the dash of a list."""
        inside = {key.value: (key, value) for key, value in node.value}
        gone = [key for key in before if key not in after and key in inside]
        fresh = [key for key in after if key not in inside and after[key] != before.get(key)]
        first = node.value[0][0].value if node.value else None
        if (node.flow_style and (gone or fresh)) or (dashed and first in gone) or not inside.keys() - {*gone}:
            self._replace(node, after)
            return
        for key, (_, value) in inside.items():
            if key in after and after[key] != before.get(key):
                self._value(value, before.get(key), after[key], node.start_mark.column)
        for key in gone:
            name, value = inside[key]
            self._cut_lines(name.start_mark.index, self._end(value))
        for key in sorted(fresh, key=_rank):
            earlier = [k for k in inside if k not in gone and _rank(k) < _rank(key)]
            behind = max(earlier, key=lambda k: inside[k][0].start_mark.index) if earlier else first
            lines = _block({key: after[key]})
            self._insert(self._end(inside[behind or ""][1]), lines, node.start_mark.column)

    def _value(self, node: yaml.Node, before: Any, after: Any, column: int) -> None:
        if isinstance(node, yaml.MappingNode) and isinstance(after, Mapping) and isinstance(before, Mapping):
            self.mapping(node, before, after)
        elif isinstance(node, yaml.SequenceNode) and _is_list(after) and len(node.value) == len(before or ()):
            self._sequence(node, before or (), after, column)
        else:
            self._replace(node, after)

    def _sequence(
        self, node: yaml.SequenceNode, before: Sequence[Any], after: Sequence[Any], column: int
    ) -> None:
        pairs = matched(before, after)
        if node.flow_style and any(None in pair for pair in pairs):
            start = len(self._text[: node.start_mark.index].rstrip())
            lines = self._indented(_block(after), column + 2)
            self._edits.append((start, self._end(node), self._newline + lines.removesuffix(self._newline)))
            return
        end = self._end(node)
        for was, will in pairs:
            if was is None:
                assert will is not None
                self._insert(end, _block([after[will]]), node.start_mark.column)
            elif will is None:
                item = node.value[was]
                self._cut_lines(item.start_mark.index, self._end(item))
            elif before[was] != after[will]:
                item = node.value[was]
                if isinstance(item, yaml.MappingNode) and isinstance(after[will], Mapping):
                    self.mapping(item, before[was], after[will], dashed=not node.flow_style)
                else:
                    self._replace(item, after[will])

    def _replace(self, node: yaml.Node, after: Any) -> None:
        start, end = node.start_mark.index, self._end(node)
        collection = isinstance(after, Mapping) or _is_list(after)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and collection:
            fresh = self._indented(_block(after), node.start_mark.column).lstrip(" ")
            self._edits.append((start, end, fresh.removesuffix(self._newline)))
            return
        blank = " " if start == end and self._text[start - 1 : start] == ":" else ""
        self._edits.append((start, end, blank + _inline(after)))

    def _end(self, node: yaml.Node) -> int:
        """Where the content of a node ends, without the comments and blank lines that follow it."""
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        start, end = node.start_mark.index, node.end_mark.index
        return int(start + len(self._text[start:end].rstrip()))

    def _insert(self, behind: int, lines: Sequence[str], column: int) -> None:
        """Put lines below the one that holds a place."""
        at = self._text.find("\n", behind) + 1
        fresh = self._indented(lines, column)
        if at == 0:
            at, fresh = len(self._text), self._newline + fresh.removesuffix(self._newline)
        self._edits.append((at, at, fresh))

    def _cut_lines(self, start: int, end: int) -> None:
        first = self._text.rfind("\n", 0, start) + 1
        last = self._text.find("\n", end) + 1
        self._edits.append((first, last or len(self._text), ""))

    def _indented(self, lines: Sequence[str], column: int) -> str:
        return "".join(" " * column + line + self._newline for line in lines)


def _block(data: Any) -> list[str]:
    """Plain data as lines in block style."""
    return list(_lines(data))


def _lines(data: Any) -> Iterator[str]:
    if _is_list(data):
        for item in data:
            first, *rest = _block(item) if isinstance(item, Mapping) else [_inline(item)]
            yield f"- {first}"
            yield from (f"  {line}" for line in rest)
        return
    for key in sorted(data, key=_rank):
        value = data[key]
        nested = isinstance(value, Mapping) or (
            _is_list(value) and any(isinstance(v, Mapping) for v in value)
        )
        if nested and value and key not in _ON_ONE_LINE:
            yield f"{_inline(key)}:"
            yield from (f"  {line}" for line in _lines(value))
        else:
            yield f"{_inline(key)}: {_inline(value)}"


def _inline(value: Any) -> str:
    """A value on one line, quoted where it must be."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_inline(k)}: {_inline(value[k])}" for k in sorted(value, key=_rank)) + "}"
    if _is_list(value):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, date):
        return value.isoformat()
    style = '"' if isinstance(value, str) and any(c in value for c in "\n\r\t\x85\u2028\u2029") else None
    # Inside brackets a comma or brace would part a text, so that it is written as in a list of one.
    text = yaml.safe_dump(
        [value], allow_unicode=True, width=float("inf"), default_flow_style=True, default_style=style
    )
    return text.strip()[1:-1]


def _is_list(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _rank(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)
