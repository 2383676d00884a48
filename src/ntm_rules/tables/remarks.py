"""Verdicts with something behind or before them: “Đạt (đề nghị bổ sung hồ sơ)”, “Đạt, 100%”, “98,5% - Đạt”."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from ntm_rules.i18n import fold
from ntm_rules.tables.vocabulary import word_key, words

_WORD = re.compile(r"[^\W\d_]+")
_PARTING = " \t\n,;:.–—-()[]="
# The most words that a verdict has.
_MOST_WORDS = 6
UNMET = 0


class Split(NamedTuple):
    """A cell as a verdict and the rest; `leads` where the verdict is first.

    `parted` says that a sign stands between the two, or a word with which a remark begins.
    """

    verdict: int
    rest: str
    parted: bool
    leads: bool


def split_verdict(text: str, verdicts: Mapping[str, int]) -> Split | None:
    """The verdict that a cell begins or ends with; `verdicts` are codes by look-up key. None where there is none."""
    spans = [found.span() for found in _WORD.finditer(text)]
    if not spans:
        return None
    if not text[: spans[0][0]].strip():
        for size in range(min(_MOST_WORDS, len(spans)), 0, -1):
            end = spans[size - 1][1]
            if (code := verdicts.get(word_key(text[spans[0][0] : end]))) is not None:
                rest = text[end:]
                return Split(code, _bare(rest), _is_parted(rest, code), leads=True)
    if not text[spans[-1][1] :].strip(" .)]"):
        for size in range(min(_MOST_WORDS, len(spans)), 0, -1):
            start = spans[-size][0]
            if (code := verdicts.get(word_key(text[start : spans[-1][1]]))) is not None:
                rest = text[:start]
                # “98,5 Chưa đạt”: a capital letter begins a verdict of its own.
                parted = rest.rstrip()[-1:] in _PARTING or text[start].isupper()
                return Split(code, _bare(rest), parted, leads=False)
    return None


def _is_parted(rest: str, verdict: int) -> bool:
    """Whether what stands behind a verdict begins as a remark does: “(…)”, “do thiếu hồ sơ”, “theo QĐ 12”."""
    rest = rest.strip()
    if not rest:
        return False
    after = words().after_unmet if verdict == UNMET else words().after_met
    return rest[0] in _PARTING or after.begin(rest)


def _bare(rest: str) -> str:
    """What stands beside a verdict, without the signs that part the two."""
    bare = rest.strip(" \t\n,;:.–—-=").strip()
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1].strip()
    return bare.strip(" ()") if bare.count("(") != bare.count(")") else bare


def is_remark(rest: str, verdict: int, *, measured: bool) -> bool:
    """Whether what stands beside a verdict leaves it as it is.

    Beside an unmet one anything may stand. Where a figure is measured, its numbers must be those of decisions or
    dates: another one may be the figure.
    """
    key = f" {fold(rest)} "
    if verdict != UNMET and any(f" {doubt} " in key for doubt in words().doubts):
        return False
    if not measured or not _has_figure(rest):
        return True
    # “Chưa đạt - do thiếu 2 phòng học”: the number belongs to the reason.
    first = key.split(maxsplit=1)[0]
    return verdict == UNMET and first in words().reasons and "%" not in rest and "/" not in rest


def _has_figure(text: str) -> bool:
    """Whether a number stands in a text that no word such as “QĐ” or “ngày” makes one of a reference."""
    before = ""
    for token in re.findall(r"[^\W\d_]+|\d[\d./-]*", text):
        if token[0].isdigit():
            if before not in words().references:
                return True
        else:
            before = fold(token)
    return False
