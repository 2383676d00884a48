"""Files damaged at random, the same for the same seed: flips, cuts, chunks twice, XML attributes edited."""

from __future__ import annotations

import re
from random import Random

from tests.support.books import archive, parts_of

# What stands in markup where a figure, a place or a name does.
_STRANGE = (
    "",
    "0",
    "-1",
    "65536",
    "4294967295",
    "18446744073709551616",
    "1E400",
    "XFD1048576",
    "A0",
    "é",
    "&lt;",
)
_QUOTED = re.compile(rb'"[^"<>]*"')
_BETWEEN = re.compile(rb">[^<>]+<")


def damaged(data: bytes, seed: int) -> bytes:
    """A file with one to four damages."""
    random = Random(seed)
    for _ in range(random.randint(1, 4)):
        ways = [_flip, _cut, _twice, _blank]
        if data.startswith(b"PK\x03\x04"):
            ways += [_inside] * 8
        data = random.choice(ways)(data, random)
    return data


def _span(data: bytes, random: Random) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + random.choice((1, 2, 8, 64, 600)))


def _flip(data: bytes, random: Random) -> bytes:
    changed = bytearray(data)
    for _ in range(random.choice((1, 1, 4, 30)) if changed else 0):
        changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _cut(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] + (data[end:] if random.random() < 0.7 else b"")


def _twice(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:end] + data[start:]


def _blank(data: bytes, random: Random) -> bytes:
    start, end = _span(data, random)
    return data[:start] + random.choice((b"\0", b"\xff")) * (end - start) + data[end:]


def _inside(data: bytes, random: Random) -> bytes:
    """Damage a part of an archive, so that the archive itself stays sound."""
    try:
        parts = parts_of(data)
    except Exception:
        return _flip(data, random)
    name = random.choice(sorted(parts)) if parts else ""
    if not parts or random.random() < 0.05:
        parts.pop(name, None)
        return archive(parts)
    ways = [_strange_quoted, _strange_quoted, _strange_text, _flip, _cut, _twice]
    parts[name] = random.choice(ways)(parts[name], random)
    return archive(parts)


def _strange_quoted(xml: bytes, random: Random) -> bytes:
    return _replaced(xml, _QUOTED, lambda new: b'"' + new + b'"', random)


def _strange_text(xml: bytes, random: Random) -> bytes:
    return _replaced(xml, _BETWEEN, lambda new: b">" + new + b"<", random)


def _replaced(xml: bytes, pattern: re.Pattern[bytes], form, random: Random) -> bytes:
    found = list(pattern.finditer(xml))
    if not found:
        return xml
    one = random.choice(found)
    return xml[: one.start()] + form(random.choice(_STRANGE).encode()) + xml[one.end() :]
