"""What templates offer to be filled: columns of who and where, with their headers in words, and words of lists."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Literal

from pydantic import Field

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.models import Text
from ntm_rules.i18n import current_language, words
from ntm_rules.tables.table import Table
from ntm_rules.tables.vocabulary import identity_columns, read_vocabulary

Example = str | int | float


class Described(Node):
    """A column beside those of the indicators, and what may stand in it."""

    header: Text
    hint: Text
    takes: Literal["code", "province"] | None = None
    choices: tuple[str, ...] = ()
    since: date | None = None
    asked: bool = False
    only_example: bool = False
    example: tuple[Example, ...] = ()


class Offered(Node):
    """`template.yaml`: columns of who and where, the words offered in lists, invented cells."""

    identity: dict[str, Described]
    flag: tuple[str, ...]
    yes_no: tuple[str, ...]
    verdict: tuple[str, ...]
    example: dict[str, tuple[Example, ...]] = Field(default_factory=dict)


@cache
def offered() -> Offered:
    """The columns and words that templates offer, read once."""
    return read_vocabulary(Offered, "template.yaml")


def header_words(column: str) -> str:
    """An identity column as a header that the reader takes, in the language in force."""
    described = offered().identity.get(column)
    if described is not None:
        return words(described.header)
    aliases = identity_columns()[column].aliases
    return aliases[0].capitalize() if aliases and current_language() == "vi" else column


def header_in(table: Table, column: str) -> str:
    """An identity column by the header that a file has for it, else as one that the reader takes."""
    header: str | None = table.cell(0, column).get("column") if len(table) else None
    return header or header_words(column)
