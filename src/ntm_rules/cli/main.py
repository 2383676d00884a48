"""`ntm-rules`: its language, its commands, and how its errors end."""

from __future__ import annotations

import gettext
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from ntm_rules.cli.overwriting import guard
from ntm_rules.errors import NtmRulesError, UsageError, count_of, worded
from ntm_rules.i18n import LANGUAGES, LOCALE, tr, use_language
from ntm_rules.plain_text import plain

DONE, REFUSED, WRONG_USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 input refused, 2 wrong usage."""
    arguments = [_in_plain_text(one) for one in (sys.argv[1:] if arguments is None else arguments)]
    _speak(_language(arguments))
    for stream in (sys.stdout, sys.stderr):
        # A console of another code page would stop at the first Vietnamese letter.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        build()(arguments, prog_name="ntm-rules", standalone_mode=True)
    except UsageError as error:
        _refuse(error, WRONG_USAGE)
    except NtmRulesError as error:
        _refuse(error, REFUSED)
    except MemoryError:
        click.echo(tr("There is not enough memory for this; give fewer rows or columns at a time."), err=True)
        sys.exit(REFUSED)
    except BrokenPipeError:
        # The reader of a pipe has seen enough; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(DONE)


def _in_plain_text(argument: str) -> str:
    """An argument without characters that are no text; the name of a file that exists stays as it is."""
    if argument.isprintable():
        return argument
    named = argument.partition("=")[2] if argument.startswith("--") else argument
    return argument if _exists(named) else plain(argument)


def _exists(name: str) -> bool:
    try:
        return bool(name) and Path(name).exists()
    except (OSError, ValueError):
        return False


class _Commands(click.Group):
    """Commands whose own errors, which name what was typed, hold nothing that would steer a terminal."""

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Read the arguments before the command."""
        with _shown_errors():
            return super().make_context(*arguments, **more)

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        with _shown_errors():
            return super().invoke(context)


@contextmanager
def _shown_errors() -> Iterator[None]:
    try:
        yield
    except click.ClickException as error:
        # click marks it as final; what was typed is in it all the same.
        vars(error)["message"] = plain(error.message)
        raise


def build() -> click.Group:
    """The command with its subcommands, worded in the language in force."""
    from ntm_rules.cli import (
        criteria,
        evaluate,
        explain,
        options,
        plan,
        recommend,
        risks,
        template,
        what_if,
        wording,
    )

    @click.group(
        cls=_Commands,
        help=tr("Judge communes by Vietnam's new rural area criteria (nông thôn mới)."),
        epilog=tr("Example: ntm-rules evaluate fixtures/example-district-2023.csv"),
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    )
    @options.language_option
    @click.version_option(package_name="ntm-rules", prog_name="ntm-rules")
    def group() -> None:
        pass

    for command in (evaluate, explain, risks, recommend, what_if, plan, criteria, template):
        group.add_command(command.build())
    wording.in_words(group)
    guard(group)
    return group


def _language(arguments: Sequence[str]) -> str:
    """The language asked for by --lang, else the locale's, else Vietnamese."""
    for position, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        chosen = value or (arguments[position + 1] if position + 1 < len(arguments) else "")
        if name == "--lang" and chosen in LANGUAGES:
            return chosen
    locale = next(
        (os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), ""
    )
    return "en" if locale.lower().startswith("en") else "vi"


def _speak(language: str) -> None:
    use_language(language)
    # click words its usage errors through the process's own gettext domain.
    os.environ["LANGUAGE"] = language
    gettext.bindtextdomain("ntm_rules", LOCALE)
    gettext.textdomain("ntm_rules")


def _refuse(error: NtmRulesError, code: int) -> None:
    count = sum(map(count_of, error.problems))
    if count > 1:
        click.echo(tr("{n} errors; nothing was written:", n=count), err=True)
    lines = worded(error.problems)
    unread = sum(count_of(problem) for problem in error.problems if problem.facts.get("lenient"))
    if unread:
        lines[-1] += " " + tr("With --lenient, {n} cell(s) that cannot be read count as unknown.", n=unread)
    for line in lines:
        click.echo(line, err=True)
    sys.exit(code)
