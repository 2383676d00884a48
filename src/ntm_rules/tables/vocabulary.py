"""The words of headers and cells, read from `criteria/vocabulary/`."""

from __future__ import annotations

from functools import cache
from typing import Literal

from pydantic import Field, RootModel

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.location import criteria_folder, shown
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.yaml_source import M, read_yaml, validated
from ntm_rules.i18n import fold


class IdentityColumn(Node):
    """A column that says which commune and period a row is."""

    kind: Literal["text", "year", "date", "flag", "choice"]
    aliases: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    true_words: tuple[str, ...] = ()


class Hinted(Node):
    """A word that is not read, with what to write instead."""

    word: str
    hint: Text


class VerdictWords(Node):
    """The words that stand in cells in place of figures, or beside them."""

    met: tuple[str, ...]
    basically_met: tuple[str, ...]
    unmet: tuple[str, ...]
    not_applicable: tuple[str, ...]
    flag_true: tuple[str, ...]
    flag_false: tuple[str, ...]
    missing: tuple[str, ...]
    totals: tuple[str, ...]
    footers: tuple[str, ...]
    never_guess: tuple[Hinted, ...]
    plan: tuple[Hinted, ...]


class _Columns(RootModel[dict[str, IdentityColumn]]):
    pass


# Codes of verdicts as the engine's statuses number them; -1 where there is none.
NO_VERDICT = -1
VERDICTS = {"unmet": 0, "basically_met": 2, "met": 3, "not_applicable": 4}


class Words:
    """Cell words, folded for look-up; signs such as `-` and `…`, which fold to nothing, as they stand."""

    def __init__(self) -> None:
        given = read_vocabulary(VerdictWords, "verdicts.yaml")
        self.missing = _lookup(given.missing)
        self.totals = _lookup(given.totals)
        self.footers = _lookup(given.footers)
        self.verdicts = {
            key: code for name, code in VERDICTS.items() for key in _lookup(getattr(given, name))
        }
        self.flag_true = _lookup(given.flag_true)
        self.flag_false = _lookup(given.flag_false)
        self.never_guess = {key: entry.hint for entry in given.never_guess for key in _lookup((entry.word,))}
        self.plans = {key: entry.hint for entry in given.plan for key in _lookup((entry.word,))}


def _lookup(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word_key(word) for word in words)


def word_key(text: str) -> str:
    """A word folded for look-up, or the sign itself where nothing is left of it."""
    return fold(text) or text.strip()


def read_vocabulary(model: type[M], name: str) -> M:
    """A file of `criteria/vocabulary/`, checked against a model."""
    path = criteria_folder() / "vocabulary" / name
    return validated(model, read_yaml(path, shown(path)))


@cache
def words() -> Words:
    """The cell words, read once."""
    return Words()


@cache
def identity_columns() -> dict[str, IdentityColumn]:
    """The identity columns by name, read once."""
    return read_vocabulary(_Columns, "columns.yaml").root
