"""Text written as the fonts before Unicode had it, for tests that read it back."""

from __future__ import annotations

from typing import Any

from ntm_rules.tables.legacy import TCVN3_LETTERS, VNI_LETTERS

_TCVN3 = {letter: written for written, letter in TCVN3_LETTERS.items()}
_VNI = {letter: written for written, letter in VNI_LETTERS.items()}


def tcvn3(text: str) -> str:
    """Text as TCVN3 looks in Latin-1; accented capitals as the small letters that a font draws as capitals."""
    return "".join(_TCVN3.get(letter) or _TCVN3.get(letter.lower(), letter) for letter in text)


def vni(text: str) -> str:
    """Text as VNI looks in Latin-1, the marks of a capital written as capitals."""
    return "".join(
        _VNI.get(letter) or _VNI.get(letter.lower(), letter.lower()).upper()
        if letter.isupper()
        else _VNI.get(letter, letter)
        for letter in text
    )


def rewritten(rows: list[list[Any]], write: Any) -> list[list[Any]]:
    """Rows with their texts in an old encoding."""
    return [[write(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
