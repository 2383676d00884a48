"""The folder of nasty files: one defect each, named after it, with what is expected of reading it.

`python -m tests.support.nasty FOLDER` writes them all. An entry is a function that makes the bytes of one file,
under `@read` (the table it must give) or `@refused` (the words it must be refused with), in any module of this
package. All figures are invented and marked so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

Make = Callable[[], bytes]


@dataclass(frozen=True)
class Nasty:
    """A file, and either the columns it gives (None where missing) and the kinds of its warnings, or words."""

    name: str
    make: Make
    columns: dict[str, Sequence[object]] = field(default_factory=dict)
    warns: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    how: dict[str, object] = field(default_factory=dict)

    def write(self, folder: Path) -> Path:
        """Write the file into a folder."""
        path = folder / self.name
        path.write_bytes(self.make())
        return path


FILES: dict[str, Nasty] = {}


def read(
    name: str,
    *,
    warns: tuple[str, ...] = (),
    how: dict[str, object] | None = None,
    **columns: Sequence[object],
):
    """Declare a file that gives a table: variables and identity columns with their values, row by row."""

    def declare(make: Make) -> Make:
        return _add(Nasty(name, make, columns, warns, how=how or {}))

    return declare


def refused(name: str, *says: str, how: dict[str, object] | None = None):
    """Declare a file that is refused, and what must stand in the message."""

    def declare(make: Make) -> Make:
        return _add(Nasty(name, make, says=says, how=how or {}))

    return declare


def _add(entry: Nasty) -> Make:
    assert entry.name not in FILES, entry.name
    FILES[entry.name] = entry
    return entry.make


def all_files() -> dict[str, Nasty]:
    """Every entry of every module of this package, by the name of its file."""
    for module in iter_modules(__path__):
        if module.name != "__main__":
            import_module(f"{__name__}.{module.name}")
    return FILES
