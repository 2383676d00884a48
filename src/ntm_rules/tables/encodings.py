"""Bytes into text: the encoding is known for sure, or refused by name."""

from __future__ import annotations

import codecs
import re
import unicodedata

from ntm_rules.errors import InputError, Problem
from ntm_rules.i18n import tr
from ntm_rules.tables.foreign import OLE, PARQUET, ZIP
from ntm_rules.tables.legacy import from_bytes

# Marks that windows-1258 writes behind a vowel: grave, acute, tilde, hook above, dot below.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_VOWELS = "aăâeêioôơuưy"
_PLAIN_LETTERS = {chr(code) for code in range(ord("a"), ord("z") + 1)}
_LETTERS = _PLAIN_LETTERS | {
    "đ",
    *_VOWELS,
    *(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in _TONES),
}
# Signs outside ASCII that stand in Vietnamese tables.
_SIGNS = frozenset("–—‘’“”…≥≤²³°±×·•«»₫\u00a0")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(data: bytes, name: str) -> str:
    """Text in UTF-8, UTF-16 or windows-1258, its byte order mark taken off.

    TCVN3 and VNI come out as the Latin-1 letters they look like, as they do in workbooks.
    Raises InputError where the bytes are another kind of file or none of these encodings for sure.
    """
    if kind := _binary(data):
        remedy = tr("give the table itself, as CSV, or as a workbook or Word document under its own ending")
        raise InputError(_unreadable(name, tr("it is no text but {kind}.", kind=kind), remedy))
    if encoding := _utf16(data):
        try:
            return data.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            message = tr("it begins as UTF-16 text and does not go on as such.")
            raise InputError(_unreadable(name, message, _save_as_utf8())) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if text := _windows_1258(data) or from_bytes(data):
            return text
        row = data[: error.start].count(b"\n") + 1
        message = tr(
            "it is neither UTF-8 nor UTF-16 nor, for sure, windows-1258, TCVN3 (.VnTime) or VNI text."
        )
        raise InputError(_unreadable(name, message, _save_as_utf8(), row=row)) from None


def _unreadable(name: str, message: str, remedy: str, row: int | None = None) -> Problem:
    return Problem("unreadable_file", message, file=name, row=row, remedy=remedy)


def _save_as_utf8() -> str:
    return tr("save it as “CSV UTF-8”, its text converted to Unicode")


def _binary(data: bytes) -> str | None:
    """What the first bytes say a file is, where it is no text."""
    if data.startswith(ZIP):
        return tr("a workbook, document or other zip archive")
    if data.startswith(OLE):
        return tr("an old or password-protected Office file")
    return tr("a Parquet file") if data.startswith(PARQUET) else None


def _utf16(data: bytes) -> str | None:
    """The byte order of UTF-16, by its mark or by where the empty halves of ASCII letters stand."""
    if data.startswith(_UTF16_MARKS):
        return "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
    if len(data) % 2:
        return None
    first, second = data[0::2].count(0), data[1::2].count(0)
    few, many = sorted((first, second))
    if many < len(data) / 8 or few > many / 10:
        return None
    return "utf-16-le" if second > first else "utf-16-be"


def _windows_1258(data: bytes) -> str | None:
    """Text of windows-1258, composed, where every mark stands on a vowel and every letter is Vietnamese.

    TCVN3 and VNI use the same bytes for other letters; their marks would then stand where none can, or
    none would stand at all.
    """
    try:
        text = data.decode("cp1258")
    except UnicodeDecodeError:
        return None
    if not any(tone in text for tone in _TONES):
        return None
    text = unicodedata.normalize("NFC", text)
    foreign = {c for c in text.lower() if not c.isascii()} - _LETTERS - _SIGNS
    return None if foreign or any(_toned(word) > 1 for word in set(re.findall(r"\w+", text))) else text


def _toned(word: str) -> int:
    return sum(tone in unicodedata.normalize("NFD", letter) for letter in word for tone in _TONES)
