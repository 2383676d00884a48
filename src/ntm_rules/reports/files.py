"""Results into files that stand whole or not at all."""

from __future__ import annotations

import codecs
import errno
import os
import tempfile
from pathlib import Path

from ntm_rules.errors import Problem, UnwritableFileError
from ntm_rules.i18n import tr
from ntm_rules.plain_text import name_of, plain

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file under a name of its own beside `path`, then put it in its place.

    Text is UTF-8 and ends with a new line; CSV begins with a byte order mark. A file that stood there keeps its mode, and stays as it was where
    anything goes wrong. Raises UnwritableFileError, an OSError too, saying what to do.
    """
    data = content if isinstance(content, bytes) else encoded(ended(content))
    if isinstance(content, str) and path.suffix.lower() == ".csv":
        # Without the mark Excel reads Vietnamese letters as those of another code page.
        data = codecs.BOM_UTF8 + data.removeprefix(codecs.BOM_UTF8)
    try:
        if path.exists() and not path.is_file():
            # A device or a named pipe, such as /dev/stdout, is written to and never replaced.
            path.write_bytes(data)
        else:
            # A link stays a link, and what it points to is replaced.
            _replace(path.resolve(), data)
    except OSError as error:
        raise UnwritableFileError(_unwritable(path, error)) from error


def encoded(text: str) -> bytes:
    """A text in UTF-8; what a caller of the library put in that no encoding writes becomes U+FFFD."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return plain(text).encode()


def ended(text: str) -> str:
    """A text with a new line at its end."""
    return text if text.endswith("\n") else text + "\n"


def _replace(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Who may read the file: as before, or as any new file here; a temporary one is its owner's alone."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(path: Path, error: OSError) -> Problem:
    message = tr("cannot be written: {reason}.", reason=error.strerror or error)
    if isinstance(error, PermissionError):
        remedy = tr("close the file where it is open in another program, or write into another folder")
    elif error.errno in _FULL:
        remedy = tr("make room on the disk, or write to another one")
    else:
        remedy = tr("write into another folder")
    return Problem("unwritable_file", message, file=name_of(path), remedy=remedy)
