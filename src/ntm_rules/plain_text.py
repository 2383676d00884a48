"""Text without characters that are none: what would steer a terminal, turn a line around, or end a writer.

Whatever comes from outside (cells, headers, names of files, options, YAML) passes `plain` once, before it stands in a
message or a result.
"""

from __future__ import annotations

import re
from pathlib import Path

REPLACEMENT = "\ufffd"
# Characters without a width, and marks that turn the direction of a line: nothing of a text is lost with them.
_UNSEEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]")
# Breaks of lines and pages that a spreadsheet does not know; Word writes the first within a cell.
_BREAKS = re.compile("[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
# Control characters, and halves of characters, which no encoding writes.
_NO_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def plain(text: str) -> str:
    """A text as it can be shown and written: what is unseen is left out, what is no text becomes U+FFFD."""
    if text.isprintable():
        return text
    text = _BREAKS.sub(" ", _UNSEEN.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    return _NO_TEXT.sub(REPLACEMENT, text)


def holds_no_text(text: str) -> bool:
    """Whether `plain` puts U+FFFD into a text, so that something of it is lost."""
    return not text.isprintable() and _NO_TEXT.search(text) is not None


def name_of(path: object) -> str:
    """How messages and results call a file: its path, as text that can be shown."""
    return plain(Path(str(path)).as_posix())


def escaped(text: str) -> str:
    """A text of JSON with what is no text, or unseen, as escapes, so that it says the same and can be shown."""
    if text.isprintable():
        return text
    for pattern in (_UNSEEN, _BREAKS, _NO_TEXT):
        text = pattern.sub(_escape, text)
    return text


def _escape(found: re.Match[str]) -> str:
    units = found[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def shortened(text: str, most: int = 60) -> str:
    """A text short enough to stand in a message."""
    return text if len(text) <= most else text[: most - 1] + "…"
