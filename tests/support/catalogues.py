"""The translations: collect what the source says, merge it into the catalogues, compile them.

Run `python -m tests.support.catalogues update` after a message was added or changed.
"""

from __future__ import annotations

import ast
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from ntm_rules.i18n import LOCALE

SOURCE = LOCALE.parent
LANGUAGES = ("vi",)  # English is what the source speaks
# The date of the header stays, or each update would collide with every other in it.
CREATED = datetime(2026, 1, 1, tzinfo=UTC)
# Words of the command-line library that users meet; it asks the same catalogue.
FROM_CLICK = (
    "Usage:",
    "Options",
    "Commands",
    "Show this message and exit.",
    "Show the version and exit.",
    "Error: {message}",
    "Try '{command} {option}' for help.",
    "Missing argument",
    "Missing option",
    "Missing parameter",
    "Missing command.",
    "No such option {name!r}.",
    "Choose from:\n\t{choices}",
    "{value} is not in the range {range}.",
    "{value!r} is not a valid {number_type}.",
    "{name} {filename!r} is a directory.",
    "{name} {filename!r} is not readable.",
    "Positional arguments",
    "required",
    "directory",
    "{name} {filename!r} is a file.",
    "Aborted!",
    "file",
    "path",
    "No such command {name!r}.",
    "Invalid value: {message}",
    "Invalid value for {param_hint}: {message}",
    "{name} {filename!r} does not exist.",
    "default: {default}",
    "Option {name!r} does not take a value.",
)


PLURALS_FROM_CLICK = (
    ("{value!r} is not {choice}.", "{value!r} is not one of {choices}."),
    ("{value!r} does not match the format {format}.", "{value!r} does not match the formats {formats}."),
    ("Did you mean {possibility}?", "(Did you mean one of: {possibilities}?)"),
    ("Got unexpected extra argument ({args})", "Got unexpected extra arguments ({args})"),
    ("Option {name!r} requires an argument.", "Option {name!r} requires {nargs} arguments."),
)


def collected() -> Catalog:
    """Every message of the source: each `tr("…")`, also inside an f-string, which Babel does not look into."""
    catalog = Catalog(project="ntm-rules", charset="utf-8", fuzzy=False, creation_date=CREATED)
    for file in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "tr"
                and node.args
            ):
                message = node.args[0]
                if isinstance(message, ast.Constant):
                    catalog.add(message.value)
    for message in (*FROM_CLICK, *PLURALS_FROM_CLICK):
        catalog.add(message)
    return catalog


def po_file(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES" / "ntm_rules.po"


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language)


def compiled(catalog: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> None:
    """Merge new messages into each catalogue, drop what is no longer said, compile."""
    for language in LANGUAGES:
        path = po_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalog = (
            read(language) if path.exists() else Catalog(locale=language, project="ntm-rules", fuzzy=False)
        )
        catalog.update(collected(), no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(
                file,
                catalog,
                no_location=True,
                sort_output=True,
                omit_header=False,
                ignore_obsolete=True,
                width=0,
            )
        path.with_suffix(".mo").write_bytes(compiled(read(language)))
        untranslated = [message.id for message in catalog if message.id and not message.string]
        print(f"{language}: {len(catalog)} messages, {len(untranslated)} not translated")


if __name__ == "__main__":
    if sys.argv[1:] != ["update"]:
        sys.exit(__doc__)
    update()
