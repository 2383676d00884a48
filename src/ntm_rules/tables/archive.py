"""The zip archive of a workbook, unpacked within bounds whatever its directory claims."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Mapping
from copy import copy
from typing import IO, Any
from xml.parsers import expat

from ntm_rules.limits import MOST_UNPACKED
from ntm_rules.tables.bounds import Refused

Start = Callable[[Mapping[str, str]], None]
_CHUNK = 1 << 16
# What a spreadsheet program writes; others unpack too greedily to be bounded.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """The parts of an archive by name. Raises Refused where it is no sound archive or unpacks to too much."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise Refused("damaged") from None
        entries = self._zip.infolist()
        self._entries = {_normal(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries) or any(e.compress_type not in _PACKED for e in entries):
            # Of two parts of one name each reader would take its own.
            raise Refused("damaged")
        self._check_sizes()

    def __contains__(self, part: str) -> bool:
        return _normal(part) in self._entries

    def read(self, part: str) -> bytes:
        """The content of a part."""
        with self._opened(part) as file:
            return file.read()

    def parse(
        self,
        part: str,
        starts: Mapping[str, Start],
        ends: Mapping[str, Callable[[], None]] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Go through an XML part, calling what is given for elements by their local names, and for text."""
        parser = expat.ParserCreate()
        parser.EntityDeclHandler = _refuse_entities
        parser.buffer_text = True
        opened, closed = _ByName(starts), _ByName(ends or {})
        parser.StartElementHandler = lambda name, attributes: opened[name](attributes)
        parser.EndElementHandler = lambda name: closed[name]()
        parser.CharacterDataHandler = text
        with self._opened(part) as file:
            while chunk := file.read(_CHUNK):
                parser.Parse(chunk)
            parser.Parse(b"", True)

    def _opened(self, part: str) -> IO[bytes]:
        entry = self._entries.get(_normal(part))
        if entry is None:
            raise Refused("damaged")
        return self._zip.open(entry)

    def _check_sizes(self) -> None:
        """Refuse what the directory says is too large; then unpack every part once, for it may lie."""
        left = MOST_UNPACKED
        if sum(entry.file_size for entry in self._entries.values()) > left:
            raise Refused("too_large")
        for entry in self._entries.values():
            found = self._size(entry, left)
            if found != entry.file_size:
                raise Refused("damaged")
            left -= found

    def _size(self, entry: zipfile.ZipInfo, most: int) -> int:
        """What a part unpacks to."""
        found, open_ended = 0, copy(entry)
        # zipfile stops at the size claimed, where other readers go on.
        open_ended.file_size = most + 2 * _CHUNK
        try:
            with self._zip.open(open_ended) as file:
                while chunk := file.read(_CHUNK):
                    found += len(chunk)
                    if found > most:
                        raise Refused("too_large")
        except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, EOFError, zlib.error):
            raise Refused("damaged") from None
        return found


def joined(folder: str, target: str) -> str:
    """The part that a target names, seen from a folder of the archive."""
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _normal(name: str) -> str:
    return name.replace("\\", "/").lower()


class _ByName(dict[str, Any]):
    """What to call for an element; for a prefixed name, what its local name has."""

    def __missing__(self, name: str) -> Any:
        local = name.rpartition(":")[2]
        self[name] = found = self[local] if local != name else _nothing
        return found


def _nothing(*_: Any) -> None:
    pass


def _refuse_entities(*_: Any) -> None:
    # No spreadsheet program declares entities; they serve to make a small file huge.
    raise Refused("damaged")
