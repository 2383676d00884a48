"""Reading a workbook in a process of its own: whatever a damaged file does to a reader, the caller lives.

A reader in compiled code may ask for more memory than there is, which ends its process, and print as it does.
"""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from pathlib import Path

from ntm_rules.limits import MEGABYTE
from ntm_rules.tables.books import Answer, read_book

# Far above what the largest workbook within bounds takes.
SECONDS = 120
MEMORY = 4_000 * MEGABYTE
_READY = b"ready\n"
# Paths are handed on, so that the child finds what its parent found, and nothing that starts with a site.
_CHILD = (
    "import marshal, sys; sys.path[:] = marshal.load(sys.stdin.buffer);"
    "from ntm_rules.tables.apart import answer; answer()"
)


def read_apart(data: bytes, wanted: str | int | None) -> Answer:
    """Read a workbook as `books.read_book` does; a reader that ends badly is a damaged file.

    Where no child process can be had (a frozen program, a browser), it is read in this one.
    """
    if getattr(sys, "frozen", False) or not sys.executable:
        return read_book(data, wanted)
    paths = [str(path) for path in (*sys.path, Path(__file__).parents[2])]
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _CHILD],
            input=marshal.dumps(paths) + marshal.dumps(wanted) + data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        return "too_slow", SECONDS
    except OSError:
        return read_book(data, wanted)
    if not done.stdout.startswith(_READY):
        # It did not get as far as the file, which is not to blame.
        return read_book(data, wanted)
    if done.returncode:
        return "damaged", None
    try:
        answered: Answer = marshal.loads(memoryview(done.stdout)[len(_READY) :])
    except (EOFError, ValueError, TypeError):
        # It ended before its answer did.
        return "damaged", None
    return answered


def answer() -> None:
    """The child: read what stands on standard input, write the answer to standard output."""
    out = os.fdopen(os.dup(1), "wb")
    # A library that prints must not print into the answer.
    os.dup2(2, 1)
    _bound_this_process()
    wanted, data = marshal.load(sys.stdin.buffer), sys.stdin.buffer.read()
    out.write(_READY)
    out.flush()
    out.write(marshal.dumps(read_book(data, wanted)))
    out.flush()
    # Nothing is left to do that is worth the time of taking millions of cells down.
    os._exit(0)


def _bound_this_process() -> None:
    """Limit memory, and leave neither core nor dialog behind, where the system knows how."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.SetErrorMode(msvcrt.SEM_FAILCRITICALERRORS | msvcrt.SEM_NOGPFAULTERRORBOX)
        return
    import resource

    for limit, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CORE, 0)):
        try:
            hard = resource.getrlimit(limit)[1]
            resource.setrlimit(limit, (most if hard < 0 else min(most, hard), hard))
        except (ValueError, OSError):
            continue
