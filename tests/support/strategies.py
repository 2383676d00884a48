"""Hypothesis strategies: tables of communes whose figures lie around the levels, and the ways to write them as CSV."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from ntm_rules.definitions.load import load_set
from ntm_rules.definitions.models import RANGES

SET = load_set()
PROVINCES = {
    "Lai Châu": "TDMNPB",
    "Hà Nam": "DBSH",
    "Nghệ An": "BTB",
    "Phú Yên": "DHNTB",
    "Kon Tum": "TN",
    "Bình Dương": "DNB",
    "Bến Tre": "DBSCL",
}
BY_SEX = (
    "trained_labour_pct",
    "certified_labour_pct",
    "lower_secondary_continuation_pct",
    "health_insurance_pct",
)


def _levels() -> dict[str, list[float]]:
    found: dict[str, set[float]] = {}
    for *_, part, level in SET.levels():
        if level.value is not None:
            found.setdefault(part.variable, set()).add(level.value)
    return {name: sorted(levels) for name, levels in found.items()}


LEVELS = _levels()
VARIABLES = {
    variable: SET.variables[variable]
    for indicator in SET.indicators.values()
    for rule in indicator.rules
    for variable in indicator.variables_on(rule.valid_from)
} | {name: SET.variables[name] for name in ("has_craft_village", "school_count")}


def choices(name: str) -> list[float | bool | None]:
    """Figures of a variable worth trying: missing, at each level, a step beside it."""
    kind = VARIABLES[name].kind
    if kind == "flag":
        return [None, True, False]
    low, high = RANGES[kind]
    step = 1.0 if kind == "count" else 0.1
    near = [round(level + shift * step, 6) for level in LEVELS.get(name, [3.0]) for shift in (-1, 0, 1)]
    return [None, *(figure for figure in near if low <= figure <= high)]


_FACT = [None, True, False]
CHOICES: dict[str, list[Any]] = {
    "province": sorted(PROVINCES),
    "year": [2022, 2023, 2024, 2025],
    "area": [None, "I", "II", "III"],
    **dict.fromkeys(("especially_difficult", "safety_zone", "poor_district", "coastal_island"), _FACT),
    **{name: choices(name) for name in VARIABLES},
    # Mostly not given by sex, as in most files.
    **{f"{name}_{sex}": [None] * 6 + choices(name)[1:7] for name in BY_SEX for sex in ("female", "male")},
}


def figure(name: str) -> st.SearchStrategy[float | bool | None]:
    """A figure of a variable, or none."""
    return st.sampled_from(choices(name))


def rows() -> st.SearchStrategy[dict[str, Any]]:
    """One commune and year: identity, facts, and a figure or nothing for each variable.

    One draw of bytes a row, a byte a column, is many times faster than a draw a column.
    """
    return st.binary(min_size=len(CHOICES), max_size=len(CHOICES)).map(
        lambda drawn: {
            name: of[byte % len(of)] for byte, (name, of) in zip(drawn, CHOICES.items(), strict=True)
        }
    )


def tables(max_rows: int = 4) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Rows of different communes."""
    named = st.lists(rows(), min_size=1, max_size=max_rows)
    return named.map(
        lambda found: [{"commune": f"Xã Mẫu {n}", **row} for n, row in enumerate(found, start=1)]
    )


def frame(found: list[dict[str, Any]]) -> pd.DataFrame:
    """The rows as a user's DataFrame, blanks as None."""
    return pd.DataFrame(found, dtype=object)


def windows_1258(text: str) -> bytes:
    """Text as Windows writes it: the tone behind its vowel."""
    written = b""
    for letter in unicodedata.normalize("NFC", text):
        try:
            written += letter.encode("cp1258")
        except UnicodeEncodeError:
            marks = unicodedata.normalize("NFD", letter)
            tone = next(m for m in marks if m in "\u0300\u0301\u0303\u0309\u0323")
            vowel = unicodedata.normalize("NFC", marks.replace(tone, ""))
            written += vowel.encode("cp1258") + tone.encode("cp1258")
    return written


ENCODINGS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-8 with BOM": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16 LE": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be"),
    "UTF-16 without BOM": lambda text: text.encode("utf-16-le"),
    "windows-1258": windows_1258,
}
# Decimal mark, and what may part thousands beside it.
NUMBERS = [(",", ""), (",", "."), (",", " "), (",", "\u00a0"), (".", ""), (".", ","), (".", " ")]
# What may stand behind a figure: by kind, nothing or the unit of the figure.
DECORATIONS = {
    "rate": ["", "%", " %", " phần trăm"],
    "money": ["", " triệu đồng", " trđ", " triệu đồng/người/năm"],
    "score": ["", " điểm"],
    "number": ["", " m2/người"],
    "count": [""],
}
# By the number of its indicator, each figure that one variable gives in all years.
ONE_FIGURE = {
    code: names.pop()
    for code, indicator in SET.indicators.items()
    if len(names := {n for rule in indicator.rules for n in indicator.variables_on(rule.valid_from)}) == 1
    and SET.variables[next(iter(names))].kind != "flag"
}
BOUNDS = {
    "money": (1, 999),
    "rate": (0, 100),
    "score": (0, 100),
    "count": (0, 5_000_000),
    "number": (0, 99_999),
}


@dataclass(frozen=True)
class Written:
    """A table as an office wrote it: its bytes, and the figures that must be read back."""

    data: bytes
    figures: dict[str, list[float | None]]


def _headers(code: str, variable: str) -> st.SearchStrategy[str]:
    title = SET.indicators[code].titles[0].vi
    plain = [variable, code, f"{code}. {title}", title, SET.variables[variable].label.vi]
    composed = st.sampled_from([variable, code, *plain])
    return st.tuples(composed, st.sampled_from(["NFC", "NFD"])).map(
        lambda drawn: unicodedata.normalize(drawn[1], drawn[0])  # type: ignore[arg-type]
    )


def _figures(kind: str) -> st.SearchStrategy[Decimal | None]:
    low, high = BOUNDS[kind]
    places = 0 if kind == "count" else 3
    return st.none() | st.decimals(low, high, places=places, allow_nan=False)


def written_number(figure: Decimal, decimal: str, thousands: str) -> str:
    """A figure with a decimal mark, its thousands parted by a sign or by none."""
    whole, _, rest = f"{figure:,f}".partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", thousands) + (decimal + rest if rest else "")


@st.composite
def written_tables(draw: st.DrawFn) -> Written:
    """A table in any convention that the contract names: delimiter, encoding, numbers, headers, cells."""
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    encoding = draw(st.sampled_from(sorted(ENCODINGS)))
    decimal, thousands = draw(st.sampled_from(NUMBERS))
    codes = draw(st.lists(st.sampled_from(sorted(ONE_FIGURE)), min_size=1, max_size=4, unique=True))
    count = draw(st.integers(1, 4))
    # A first cell that can be read in one way only, as files have; without one, 1.234 is refused.
    columns: list[list[str]] = [["satisfaction_pct", *[f"98{decimal}5"] * count]]
    figures: dict[str, list[float | None]] = {}
    for code in codes:
        variable = ONE_FIGURE[code]
        kind = SET.variables[variable].kind
        drawn = draw(st.lists(_figures(kind), min_size=count, max_size=count))
        decoration = draw(st.sampled_from(DECORATIONS[kind]))
        cells = ["" if f is None else written_number(f, decimal, thousands) + decoration for f in drawn]
        columns.append([draw(_headers(code, variable)), *cells])
        figures[variable] = [None if f is None else float(f) for f in drawn]
    names = ["Tên xã", *(f"Xã Mẫu {n}" for n in range(1, count + 1))]
    rows = zip(names, ["Năm", *["2023"] * count], *columns, strict=True)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return Written(ENCODINGS[encoding](text.getvalue()), figures)
