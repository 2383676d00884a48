"""Outputs shown in documents, kept as the program prints them.

Run `python -m tests.support.documents` after the program's words or the fixtures have changed.
"""

from __future__ import annotations

import io
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from ntm_rules.cli.main import main
from ntm_rules.i18n import current_language, use_language

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
_SHOWN = re.compile(r"(<!-- output: (?P<command>.*?) -->\n```\n)(?P<output>.*?)(```)", re.DOTALL)


def printed(command: str) -> str:
    """What a command prints on standard output, from the top of the checkout."""
    before, out = current_language(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            main(shlex.split(command))
    except SystemExit:
        pass
    finally:
        use_language(before)
    return "".join(line.rstrip() + "\n" for line in out.getvalue().splitlines())


def renewed(text: str) -> str:
    """A document with every shown output as it is printed now."""
    return _SHOWN.sub(lambda found: found[1] + printed(found["command"]) + found[4], text)


if __name__ == "__main__":
    for document in DOCUMENTS:
        document.write_text(renewed(document.read_text(encoding="utf-8")), encoding="utf-8")
