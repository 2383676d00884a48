"""What a planner has settled about columns: `--map "TN BQ=income_per_capita"`, or a file saved from the last time."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.yaml_source import Source, read_text, read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.plain_text import name_of
from ntm_rules.tables.targets import Target

Columns = Mapping[str, str | None]


class MappingFile(Node):
    """A saved mapping: by header, what the column is; null leaves it out."""

    columns: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Headers and what their columns are, each with the file and line that says so, if one does."""

    columns: Columns = field(default_factory=dict)
    places: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    @staticmethod
    def key(header: str) -> str:
        """A header as it is looked up: its spaces, case and form of accents set aside."""
        return " ".join(unicodedata.normalize("NFC", header).split()).casefold()

    def resolved(
        self, target_of: Callable[[str], Target | None], nearest: Callable[[str], str | None]
    ) -> dict[str, Target | None]:
        """By look-up key, what each column is. Raises UsageError for a target that does not exist."""
        found: dict[str, Target | None] = {}
        wrong = []
        for header, text in self.columns.items():
            target = target_of(text) if text else None
            found[self.key(header)] = target
            if text and target is None:
                near = nearest(text)
                message = tr("the mapping gives the column to “{target}”, which is not known.", target=text)
                remedy = tr("write “{name}” if that is meant", name=near) if near else None
                wrong.append(self._problem(header, message, remedy))
        if wrong:
            raise UsageError(wrong)
        return found

    def refuse_unused(self, met: Collection[str], headers: Iterable[str]) -> None:
        """Raise UsageError for each column whose look-up key was not met, with the nearest of the headers."""
        known = {self.key(header): header for header in headers}
        wrong = []
        for header in self.columns:
            if self.key(header) not in met:
                near = difflib.get_close_matches(self.key(header), list(known), n=1, cutoff=0.5)
                message = tr("the mapping names a column that is not there.")
                remedy = tr("write “{name}” if that is meant", name=known[near[0]]) if near else None
                wrong.append(self._problem(header, message, remedy))
        if wrong:
            raise UsageError(wrong)

    def _problem(self, header: str, message: str, remedy: str | None) -> Problem:
        file, line = self.places.get(header, (None, None))
        return Problem("wrong_mapping", message, file=file, line=line, column=header, remedy=remedy)


Given = Columns | ColumnMapping | str | Path | None


def column_mapping(*given: Given) -> ColumnMapping:
    """One mapping of several, each a mapping or the path of a file; a later one goes before an earlier one.

    Raises DefinitionError with file and line where a file is malformed.
    """
    columns: dict[str, str | None] = {}
    places: dict[str, tuple[str, int]] = {}
    for one in given:
        if isinstance(one, str | Path):
            source = read_yaml(Path(one), name_of(one))
            read = validated(MappingFile, source).columns
            columns.update(read)
            places.update({header: (source.name, source.line(("columns", header))) for header in read})
        elif isinstance(one, ColumnMapping):
            columns.update(one.columns)
            places.update(one.places)
        elif one:
            columns.update(one)
            places = {header: place for header, place in places.items() if header not in one}
    return ColumnMapping(columns, places)


def merged_into(file: Path, columns: Columns) -> str:
    """The YAML of a mapping file with some columns put into it; what it holds otherwise stays, with its comments.

    Raises DefinitionError where the file is no mapping; UsageError where what keeps comments is not installed.
    """
    if file.exists():
        name = name_of(file)
        before = read_text(file, name)
        validated(MappingFile, Source(before, name))
        return _merged(before, columns, name)
    import yaml

    text: str = yaml.safe_dump({"columns": dict(columns)}, allow_unicode=True, sort_keys=False, width=1000)
    return text


def _merged(before: str, columns: Columns, name: str) -> str:
    import io

    try:
        from ruamel.yaml import YAML
        from ruamel.yaml.error import YAMLError
    except ImportError as error:
        message = tr("to change a mapping file, ruamel.yaml is needed.")
        remedy = tr("install ntm-rules[workbooks], or save to a file that does not exist")
        raise UsageError(Problem("wrong_call", message, remedy=remedy)) from error
    yaml = YAML()
    yaml.width, yaml.preserve_quotes = 1000, True
    try:
        document = yaml.load(before)
        document["columns"].update(columns)
    except YAMLError as error:
        # YAML 1.2 refuses a few things that are read.
        message = tr("it is written in a way that cannot be edited line by line.")
        remedy = tr("save the mapping to another file")
        raise DefinitionError(Problem("yaml_syntax", message, file=name, remedy=remedy)) from error
    text = io.StringIO()
    yaml.dump(document, text)
    return text.getvalue()
