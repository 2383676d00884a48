"""What notices ask for: `criteria/directives/`, or files of the user's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from ntm_rules.definitions.conditions import Dated, Node, Sourced
from ntm_rules.definitions.location import criteria_folder, existing, shown
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.yaml_source import read_yaml, validated
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr

Id = Annotated[str, Field(pattern=r"^[A-Z]\d+(\.\d+)?$")]


class Applies(Dated):
    """Where and when a notice speaks: the days on which what it asks is to be done; without a district the whole province."""

    province: str
    district: str | None = None


class Finding(Text):
    """What a notice found, in short."""


class Directive(Node):
    """What a notice asks, in our own short words: its section and dash, and whom it speaks to.

    `same_as` is the directive of the shipped notice that asks the same, which the rules name.
    """

    id: Id
    section: int
    dash: int
    to: str
    text: Text
    same_as: Id | None = None

    @property
    def named(self) -> str:
        """The id by which rules name it."""
        return self.same_as or self.id


class Notice(Sourced):
    """A notice with what it found and what it asks."""

    id: str
    title: Text
    applies_to: tuple[Applies, ...] = Field(min_length=1)
    addressees: dict[str, Text]
    findings: dict[str, Finding] = Field(default_factory=dict)
    directives: tuple[Directive, ...] = Field(min_length=1)

    def asks(self, named: str) -> Directive | None:
        """Its directive that rules call by an id."""
        return next((found for found in self.directives if found.named == named), None)


def load_notices(own: str | Path | Iterable[str | Path] = ()) -> tuple[Notice, ...]:
    """The notices of files of the user's, and last the shipped one, whose words stand where no other has them.

    Raises DefinitionError with file and line for what is malformed, UsageError for a file that does not exist.
    """
    paths = (own,) if isinstance(own, str | Path) else own
    return (*(_checked(existing(Path(path))) for path in paths), _shipped())


@cache
def _shipped() -> Notice:
    return _checked(criteria_folder() / "directives" / "tan-uyen-2024.yaml")


def _checked(path: Path) -> Notice:
    notice = validated(Notice, read_yaml(path, shown(path)))
    if problems := [*_problems(notice)]:
        raise DefinitionError(problems)
    return notice


def _problems(notice: Notice) -> Iterator[Problem]:
    seen: set[str] = set()
    for directive in notice.directives:
        if directive.to not in notice.addressees:
            message = tr("the addressee “{name}” is not defined.", name=directive.to)
            yield Problem("set_shape", message, file=directive.file, line=directive.line)
        for name in {directive.id, directive.named}:
            if name in seen:
                message = tr("the directive {id} stands twice.", id=name)
                yield Problem("set_shape", message, file=directive.file, line=directive.line)
        seen |= {directive.id, directive.named}
