"""Options and output that commands share."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ntm_rules.cli.wording import Year
from ntm_rules.i18n import LANGUAGES, tr

if TYPE_CHECKING:
    from ntm_rules.api import Evaluation
    from ntm_rules.definitions.models import CriteriaSet
    from ntm_rules.errors import Problem
    from ntm_rules.tables.mapping import ColumnMapping

F = TypeVar("F", bound=Callable[..., Any])
# So many warnings of one kind are printed; the document holds them all.
SHOWN_WARNINGS = 5
# Formats that are no text.
BINARY = ("parquet", "xlsx")


_TABLE = click.Path(exists=True, allow_dash=True, path_type=Path)


def file_argument(function: F) -> F:
    """FILE, a table of communes that exists, or a folder of them."""
    return click.argument("file", type=_TABLE, metavar="FILE")(function)


def files_argument(function: F) -> F:
    """FILE, a table of communes that exists: one, several, or a folder of them."""
    return click.argument("files", type=_TABLE, metavar="FILE...", nargs=-1, required=True)(function)


def language_option(function: F) -> F:
    """--lang; its value was read before the commands were worded."""
    text = tr("language of messages and titles; default from the locale, else vi")
    return click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False, help=text)(function)


def output_options(*formats: str) -> Callable[[F], F]:
    """--format and -o; the suffix of -o sets the format."""

    def decorate(function: F) -> F:
        kind = click.Path(dir_okay=False, allow_dash=True, path_type=Path)
        function = click.option(
            "-o",
            "--output",
            type=kind,
            callback=_place,
            help=tr("write to a file; its suffix sets the format"),
        )(function)
        help_text = tr("form of the result; default {default}", default=formats[0])
        return click.option("--format", "form", type=click.Choice(formats), help=help_text)(function)

    return decorate


def set_options(function: F) -> F:
    """The options that say which criteria: a set, and province sets over it."""
    named = tr("criteria set; default commune-2021-2025")
    return click.option("--set", "set_id", metavar="ID|PATH", help=named)(province_sets_option(function))


def together(options: Sequence[Callable[[F], F]], function: F) -> F:
    """Options as one, in the order in which the help shows them."""
    for option in reversed(options):
        function = option(function)
    return function


def set_argument(function: F) -> F:
    """[SET], the id or file of a set."""
    return click.argument("set_id", metavar="[SET]", required=False)(function)


def province_sets_option(function: F) -> F:
    """--province-set, levels of provinces over the set."""
    overlaid = tr("levels of a province's own, laid over the set")
    return click.option("--province-set", "province_sets", multiple=True, metavar="ID|PATH", help=overlaid)(function)  # fmt: skip


def _place(_context: click.Context, _option: click.Parameter, output: Path | None) -> Path | None:
    """`-` is standard output."""
    return None if output == Path("-") else output


def judging_options(function: F) -> F:
    """The options that say by what, and how strictly, a table is judged."""
    options = [
        click.option("--year", type=Year(), help=tr("year of rows that name none")),
        click.option("--sheet", metavar=tr("NAME|NUMBER"), help=tr("the sheet of a workbook, where several hold tables")),
        click.option("--map", "mapped", multiple=True, metavar=tr("COLUMN=VARIABLE"), callback=_mapped, help=tr("what a column is: a variable or a number such as 17.1; nothing behind = leaves it out")),
        click.option("--mapping", "mapping_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE", help=tr("YAML file that says what columns are")),
        click.option("--save-mapping", "save_mapping", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help=tr("write what --map and --mapping say to a YAML file, for the next time")),
        click.option("--marks", metavar=tr("MARK=VERDICT,..."), callback=_marks, help=tr('what marks in a matrix of verdicts mean, such as "x=met,blank=unmet" or "1=đạt,0=chưa đạt"; goes before the legend of the file')),
        click.option("--as-of", metavar=tr("DATE"), callback=day, help=tr("judge all rows on this day, in place of 31 December of their year")),
        click.option("--value-kind", multiple=True, metavar=tr("KIND"), callback=_kinds, help=tr("judge rows of these kinds in place of results alone: actual, estimate, plan, or several between commas")),
        click.option("--lenient", is_flag=True, help=tr("count cells that cannot be read as unknown instead of refusing the file")),
        click.option("--strict-evidence", is_flag=True, help=tr("judge with levels graded signed or guidance only")),
        click.option("--basically-met", type=click.Choice(["blocks", "counts"]), default="blocks", help=tr("whether a criterion basically met lets a commune qualify; default blocks")),
        click.option("--ignore", metavar=tr("NUMBERS"), callback=_numbers, help=tr("criteria that are left out of whether a commune qualifies, such as 17; every result says so")),
        click.option("--documents", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE", help=tr("papers (commune, indicator, period, kind, number, date, issuer, valid_to, file): lists what is missing or lapsed")),
    ]  # fmt: skip
    return set_options(owners_option(_risk_options(_advice_options(together(options, function)))))


def _risk_options(function: F) -> F:
    """The options that say how far and at what to look for risks."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    options = [
        click.option("--horizon", metavar=tr("DATE"), callback=day, help=tr("look for risks up to this day; default the end of the set")),
        click.option("--targets", type=kind, metavar="FILE", help=tr("what each commune is to meet by which year (commune, year, criteria, tier): says what is behind plan")),
        click.option("--watch", metavar=tr("NUMBERS"), callback=_numbers, help=tr("criteria whose risks are told first, such as 5,10")),
        click.option("--policies", multiple=True, type=kind, metavar="FILE", help=tr("what is a risk, or the rules of recognition and revocation, a YAML file of your own in place of the one in criteria/policies/")),
    ]  # fmt: skip
    return together(options, function)


def _advice_options(function: F) -> F:
    """The options that say by what to recommend."""
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    options = [
        click.option("--programmes", type=kind, metavar="FILE", help=tr("money of the programmes (district or commune, programme, budget_year, planned, disbursed, as_of): says what is late or lies idle")),
        click.option("--carried-over", type=click.Choice(["with", "without"]), default="with", help=tr("whether money carried over from the year before counts; default with")),
        click.option("--directives", multiple=True, type=kind, metavar="FILE", help=tr("what a notice asks, a YAML file of your own before the one in criteria/directives/")),
    ]  # fmt: skip
    return together(options, function)


def _numbers(_context: click.Context, _option: click.Parameter, text: str | None) -> tuple[str, ...]:
    """Numbers of criteria between commas."""
    return tuple(code.strip() for code in (text or "").split(",") if code.strip())


def owners_option(function: F) -> F:
    """--owners, files of one's own that say who answers and which papers prove."""
    text = tr("who answers and which papers are usual, a YAML file of your own over the general one")
    kind = click.Path(exists=True, dir_okay=False, path_type=Path)
    return click.option("--owners", multiple=True, type=kind, metavar="FILE", help=text)(function)


def day(_context: click.Context, _option: click.Parameter, text: str | None) -> date | None:
    """A day as 2024-03-01 or 01/3/2024."""
    if text is None:
        return None
    from ntm_rules.tables.identity import read_date

    found = read_date(text)
    if found is None:
        raise click.BadParameter(tr("{text} is not a date such as 31/12/2023 or 2023-12-31.", text=text))
    return found


def _kinds(_context: click.Context, _option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Kinds of figures, each once; what reads them is brought in only where some are asked for."""
    if not given:
        return ()
    from ntm_rules.errors import UsageError
    from ntm_rules.tables.value_kinds import kinds_named

    try:
        return kinds_named(given)
    except UsageError as error:
        raise click.BadParameter(f"{error.problems[0].message} {error.problems[0].expected}") from error


def _mapped(
    _context: click.Context, _option: click.Parameter, given: tuple[str, ...]
) -> dict[str, str | None]:
    """COLUMN=VARIABLE by column; a header may hold = itself, a variable does not."""
    found: dict[str, str | None] = {}
    for text in given:
        column, equals, variable = text.rpartition("=")
        if not equals or not column.strip():
            raise click.BadParameter(tr("{text} is not of the form COLUMN=VARIABLE.", text=text))
        found[column.strip()] = variable.strip() or None
    return found


def _marks(_context: click.Context, _option: click.Parameter, text: str | None) -> str | None:
    """MARK=VERDICT between commas, refused before any file is read."""
    if text is None:
        return None
    from ntm_rules.tables.marks import read_marks

    read_marks(text)
    return text


def load(set_id: str | None, province_sets: tuple[str, ...]) -> CriteriaSet:
    """The set that the options name."""
    from ntm_rules.api import DEFAULT_SET, load_set

    return load_set(DEFAULT_SET if set_id is None else set_id, province=province_sets or None)


def judged(files: Sequence[Path], **options: Any) -> Evaluation:
    """Evaluate the files as the judging options say."""
    with _collector_paused():
        from ntm_rules.api import evaluate

        loaded = load(options.pop("set_id"), options.pop("province_sets"))
        save_to = options.pop("save_mapping")
        mapping = _mapping(options.pop("mapping_file"), options.pop("mapped"))
        result = evaluate(files, loaded, mapping=mapping, **options)
    if save_to is not None:
        _save_mapping(mapping, save_to)
    return result


def _mapping(file: Path | None, mapped: dict[str, str | None]) -> ColumnMapping | None:
    """What the options say of columns; --map goes before --mapping."""
    if file is None and not mapped:
        return None
    from ntm_rules.tables.mapping import column_mapping

    return column_mapping(file, mapped)


def _save_mapping(mapping: ColumnMapping | None, output: Path) -> None:
    from ntm_rules.tables.mapping import merged_into

    if mapping is None:
        raise click.UsageError(tr("--save-mapping has nothing to save: give --map or --mapping."))
    write(merged_into(output, mapping.columns), output)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Reading makes very many objects and no cycles; to look for cycles among them takes a sixth of a command's time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def chosen_form(form: str | None, output: Path | None, formats: tuple[str, ...]) -> str:
    """The format asked for, that of the output's suffix, or the first.

    Refuses, before any work is done, an output in a folder that does not exist.
    """
    if output is not None and not output.parent.is_dir():
        raise click.UsageError(tr("there is no folder {folder} to write into.", folder=output.parent))
    suffix = output.suffix.lstrip(".").lower() if output else ""
    if output is None and form in BINARY and sys.stdout.isatty():
        raise click.UsageError(tr("{form} is no text for a screen; give -o and a file.", form=form))
    if form:
        if suffix in formats and suffix != form:
            raise click.UsageError(
                tr("--format {form} and the suffix of {file} disagree.", form=form, file=output)
            )
        return form
    if output and suffix not in formats:
        raise click.UsageError(
            tr(
                "the suffix “{suffix}” of {file} is none of {formats}.",
                suffix=output.suffix,
                file=output,
                formats=", ".join(formats),
            )
        )
    return suffix or formats[0]


def write(content: str | bytes, output: Path | None) -> None:
    """Print to standard output, or write a file whole or not at all; text ends with a new line."""
    from ntm_rules.reports.files import ended, write_whole

    if output is not None:
        write_whole(output, content)
    else:
        click.echo(content if isinstance(content, bytes) else ended(content), nl=False)


def print_warnings(warnings: Sequence[Problem], *, table: bool = False) -> None:
    """Warnings on standard error, many alike cut short; the document holds them all, a `table` some of them."""
    from ntm_rules.errors import summed_up

    if table:
        from ntm_rules.reports.terminal import STANDING

        warnings = [warning for warning in warnings if warning.kind not in STANDING]
    lines = summed_up(warnings, SHOWN_WARNINGS)
    for line in lines:
        click.echo(tr("Warning: {text}", text=line), err=True)
    if table and len(lines) < len(warnings):
        click.echo(tr("Every warning stands in the result as JSON (-o result.json)."), err=True)
