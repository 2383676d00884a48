"""The words of headers and cells, read from `criteria/vocabulary/`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Literal

from pydantic import Field, RootModel

from ntm_rules.definitions.conditions import Node
from ntm_rules.definitions.location import criteria_folder, shown
from ntm_rules.definitions.models import Text
from ntm_rules.definitions.yaml_source import M, read_yaml, validated
from ntm_rules.i18n import fold


class IdentityColumn(Node):
    """A column that says which commune and period a row is."""

    kind: Literal["text", "year", "period", "date", "flag", "choice"]
    aliases: tuple[str, ...] = ()
    choices: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    true_words: tuple[str, ...] = ()
    false_words: tuple[str, ...] = ()
    # Words that may stand before a value of a choice, and words for none of its values.
    before: tuple[str, ...] = ()
    not_listed: tuple[str, ...] = ()
    # A header of these words alone, one of `core` among them, is this column as well.
    core: tuple[str, ...] = ()
    made_of: tuple[str, ...] = ()
    # By value, headers of columns in which a mark stands for it.
    ticked: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    # Whether a year alone is a date.
    year_alone: bool = False
    # Words of headers that may be this column, though they are not understood.
    hints: tuple[str, ...] = ()


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
    fact_true: tuple[str, ...]
    fact_false: tuple[str, ...]
    missing: tuple[str, ...]
    footers: tuple[str, ...]
    never_guess: tuple[Hinted, ...]
    plan: tuple[Hinted, ...]
    joining: tuple[str, ...]
    between_nouns: tuple[str, ...]
    of_all: tuple[str, ...]
    of_which: tuple[str, ...]
    of_whole: tuple[str, ...]
    doubts: tuple[str, ...]
    reasons: tuple[str, ...]
    after_met: tuple[str, ...]
    after_unmet: tuple[str, ...]
    references: tuple[str, ...]


class _Spellings(RootModel[dict[str, str]]):
    pass


class _Columns(RootModel[dict[str, IdentityColumn]]):
    pass


# Codes of verdicts as the engine's statuses number them; -1 where there is none.
NO_VERDICT = -1
VERDICTS = {"unmet": 0, "basically_met": 2, "met": 3, "not_applicable": 4}


_NOT_WORD = re.compile(r"[\W_]+")


class Phrases:
    """Phrases with which a text may begin, told with their accents, for Ký (signed) is not Kỳ; folded where it has none."""

    def __init__(self, given: Iterable[str]) -> None:
        phrases = tuple(given)
        self._exact = frozenset(map(_plain, phrases))
        self._folded = frozenset(map(fold, phrases))

    def begin(self, text: str) -> bool:
        """Whether a text begins with one of them, or is one."""
        key, phrases = self._looked_up(text)
        return any(key == phrase or key.startswith(f"{phrase} ") for phrase in phrases)

    def hold(self, text: str) -> bool:
        """Whether a text is one of them and no more."""
        key, phrases = self._looked_up(text)
        return key in phrases

    def _looked_up(self, text: str) -> tuple[str, frozenset[str]]:
        return (fold(text), self._folded) if text.isascii() else (_plain(text), self._exact)


def _plain(text: str) -> str:
    """A text without its case and signs."""
    return _NOT_WORD.sub(" ", unicodedata.normalize("NFC", text).casefold()).strip()


class Words:
    """Cell words, folded for look-up; signs such as `-` and `…`, which fold to nothing, as they stand."""

    def __init__(self) -> None:
        given = read_vocabulary(VerdictWords, "verdicts.yaml")
        self.missing = _lookup(given.missing)
        self.footers = Phrases(given.footers)
        self.verdicts = {
            key: code for name, code in VERDICTS.items() for key in _lookup(getattr(given, name))
        }
        self.flag_true = _lookup(given.flag_true)
        self.flag_false = _lookup(given.flag_false)
        self.fact_true = self.flag_true | _lookup(given.fact_true)
        self.fact_false = self.flag_false | _lookup(given.fact_false)
        self.never_guess = {key: entry.hint for entry in given.never_guess for key in _lookup((entry.word,))}
        self.joining = _lookup(given.joining)
        self.between_nouns = _lookup(given.between_nouns)
        self.of_which = _lookup(given.of_which)
        self.of_whole = _lookup(given.of_whole)
        self.of_all = _lookup(given.of_all)
        self.doubts = _lookup(given.doubts)
        self.reasons = _lookup(given.reasons)
        self.after_met = Phrases(given.after_met)
        self.after_unmet = Phrases((*given.after_unmet, *given.reasons))
        self.references = _lookup(given.references)
        self.plans = {key: entry.hint for entry in given.plan for key in _lookup((entry.word,))}


def _lookup(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word_key(word) for word in words)


def word_key(text: str) -> str:
    """A word folded for look-up, or the sign itself where nothing is left of it."""
    return fold(text) or text.strip()


def read_vocabulary(model: type[M], name: str) -> M:
    """Read one file of `criteria/vocabulary/`. Raises DefinitionError with file and line."""
    path = criteria_folder() / "vocabulary" / name
    return validated(model, read_yaml(path, shown(path)))


@cache
def words() -> Words:
    """The cell words, read once."""
    return Words()


@lru_cache(maxsize=16_384)
def title_key(text: str) -> str:
    """A title folded for look-up, its short forms written out: `TL hộ SD nước sạch` is `ty le ho su dung nuoc sach`."""
    pattern, full = _spellings()
    return pattern.sub(lambda found: full[found[0]], fold(text))


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, str]]:
    given = read_vocabulary(_Spellings, "spellings.yaml").root
    full = {fold(short): fold(whole) for short, whole in given.items()}
    return re.compile(rf"\b(?:{'|'.join(sorted(full, key=len, reverse=True))})\b"), full


@cache
def identity_columns() -> dict[str, IdentityColumn]:
    """The identity columns by name, read once."""
    return read_vocabulary(_Columns, "columns.yaml").root


def identity_column(name: str) -> str | None:
    """The identity column of a name or one of its aliases; None where it is of none."""
    columns = identity_columns()
    if name in columns:
        return name
    key = fold(name)
    return next((one for one, kind in columns.items() if key in map(fold, kind.aliases)), None)


class _FormWords(Node):
    indicator: tuple[str, ...]
    number: tuple[str, ...]
    unit: tuple[str, ...]
    left_out: tuple[str, ...]
    remarks: tuple[str, ...]
    communes: tuple[str, ...]
    plan: tuple[str, ...]
    estimate: tuple[str, ...]
    first_half: tuple[str, ...]
    second_half: tuple[str, ...]
    last_year: tuple[str, ...]
    units: tuple[str, ...]
    districts: tuple[str, ...]
    provinces: tuple[str, ...]
    name_ends: tuple[str, ...]
    of_time: tuple[str, ...]
    behind_time: tuple[str, ...]
    no_name: tuple[str, ...]
    plain_sheets: tuple[str, ...]
    citing: tuple[str, ...]
    weightless: tuple[str, ...]
    fillers: tuple[str, ...]
    shares_begin: tuple[str, ...]
    inner_rows: tuple[str, ...]


class Forms:
    """The words by which the form of a sheet is told.

    Those of headers are folded; those of titles keep their accents, for Nam is a name and năm is not.
    """

    def __init__(self) -> None:
        given = read_vocabulary(_FormWords, "forms.yaml")
        self.indicator = _lookup(given.indicator)
        self.number = _lookup(given.number)
        self.unit = _lookup(given.unit)
        self.left_out = _lookup(given.left_out)
        # Columns of no figure, which need no word where they are left out.
        self.aside = self.number | _lookup(given.remarks)
        self.communes = _lookup(given.communes)
        self.plan, self.estimate = _lookup(given.plan), _lookup(given.estimate)
        self.first_half, self.second_half = _lookup(given.first_half), _lookup(given.second_half)
        self.last_year = _lookup(given.last_year)
        self.plain_sheets = _lookup(given.plain_sheets)
        self.citing = _lookup(given.citing)
        self.weightless = _lookup(given.weightless)
        # The longest first, so that what is part of another is not taken out of it.
        self.fillers = sorted(_lookup(given.fillers), key=len, reverse=True)
        self.shares_begin = _lookup(given.shares_begin)
        self.inner_rows = _lookup(given.inner_rows)
        self.places = {"commune": given.units, "district": given.districts, "province": given.provinces}
        self.name_ends = frozenset(given.name_ends)
        self.of_time, self.behind_time = frozenset(given.of_time), frozenset(given.behind_time)
        self.no_name = given.no_name


@cache
def forms() -> Forms:
    """The words of forms, read once."""
    return Forms()
