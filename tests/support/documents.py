"""Outputs shown in documents, kept as the program prints them.

Run `python -m tests.support.documents` after the program's words or the fixtures have changed.

`<!-- output: COMMAND -->` shows standard output, run from the top of the checkout, and `<!-- output, 30 lines: COMMAND -->`
its first lines. `<!-- screen: COMMAND -->`
shows the command and all that a person sees of it, `<!-- step: NAME -->` does what a person does in between
(`tests/support/steps.py`); both in one folder of the document's own, empty at first, on a Vietnamese machine.
"""

from __future__ import annotations

import io
import os
import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from ntm_rules.cli.main import main
from ntm_rules.i18n import current_language, use_language
from tests.support import steps

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_SHOWN = re.compile(
    r"(?P<head><!-- (?P<kind>output|screen)(, (?P<first>\d+) lines)?: (?P<command>.*?) -->\n```\n)(?P<output>.*?)(?P<foot>```)"
    r"|<!-- step: (?P<step>\w+) -->",
    re.DOTALL,
)


def printed(command: str, *, screen: bool = False) -> str:
    """What a command prints on standard output, or with `screen` there and on standard error."""
    before, out = current_language(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(out if screen else io.StringIO()):
            main(shlex.split(command))
    except SystemExit:
        pass
    finally:
        use_language(before)
    shown = f"$ ntm-rules {command}\n" if screen else ""
    return shown + "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def renewed(text: str) -> str:
    """A document with every shown output as it is printed now."""
    with tempfile.TemporaryDirectory() as folder:

        def shown(found: re.Match[str]) -> str:
            if found["step"]:
                getattr(steps, found["step"])(Path(folder))
                return found[0]
            if found["kind"] == "output":
                return found["head"] + _cut(printed(found["command"]), found["first"]) + found["foot"]
            with chdir(folder), _vietnamese():
                return found["head"] + printed(found["command"], screen=True) + found["foot"]

        return _SHOWN.sub(shown, text)


def _cut(text: str, first: str | None) -> str:
    """The first so many lines of a text, with a sign that there are more; all of it where no number is given."""
    lines = text.splitlines(keepends=True)
    return text if first is None or len(lines) <= int(first) else "".join(lines[: int(first)]) + "[…]\n"


@contextmanager
def _vietnamese() -> Iterator[None]:
    """The environment of a machine whose language is Vietnamese."""
    before = dict(os.environ)
    os.environ["LC_ALL"] = "vi_VN.UTF-8"
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(renewed(document.read_text(encoding="utf-8")), encoding="utf-8")
