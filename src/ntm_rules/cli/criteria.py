"""`ntm-rules criteria`: what the definitions say, and what of it is unverified."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ntm_rules.cli import exchange, options
from ntm_rules.cli.wording import Year
from ntm_rules.i18n import tr

LISTS = ("table", "json", "csv")
# The documents whose JSON Schema can be asked for; the first is meant where none is named.
SCHEMAS = ("evaluation", "what-if", "plan")


def build() -> click.Group:
    """The group, worded in the language in force."""

    @click.group(
        "criteria",
        help=tr("The criteria sets: what they say, whether they are sound, what is unverified."),
        epilog=tr("Example: ntm-rules criteria show commune-2021-2025 10"),
    )
    @options.language_option
    def criteria() -> None:
        pass

    for command in (_list(), _show(), _validate(), _audit(), _owners(), *exchange.commands()):
        criteria.add_command(command)
    return criteria


def _list() -> click.Command:
    @click.command(
        "list",
        help=tr("List the criteria sets and province sets."),
        epilog=tr("Example: ntm-rules criteria list"),
    )
    @options.output_options("table", "json")
    @options.language_option
    def list_sets(form: str | None, output: Path | None) -> None:
        from ntm_rules.reports import catalogue

        _write(catalogue.sets(), form, output, ("table", "json"))

    return list_sets


def _show() -> click.Command:
    @click.command(
        "show",
        help=tr("Show a set, or one criterion or indicator of it, with every level, date and source."),
        epilog=tr("Example: ntm-rules criteria show commune-2021-2025 17.1"),
    )
    @options.set_argument
    @click.argument("code", required=False)
    @click.option(
        "--schema",
        type=click.Choice(SCHEMAS),
        is_flag=False,
        flag_value=SCHEMAS[0],
        help=tr(
            "print the JSON Schema of a document instead: of evaluate (evaluation, if nothing is named), what-if or plan"
        ),
    )
    @options.province_sets_option
    @options.output_options(*LISTS)
    @options.language_option
    def show(set_id: str | None, code: str | None, schema: str | None, province_sets: tuple[str, ...], form: str | None, output: Path | None) -> None:  # fmt: skip
        from ntm_rules.reports import catalogue, schemas

        if schema:
            options.write(json.dumps(schemas.named(schema), ensure_ascii=False, indent=2), output)
            return
        set_id, code = _number_alone(set_id, code)
        _write(catalogue.levels(options.load(set_id, province_sets), code), form, output, LISTS)

    return show


def _validate() -> click.Command:
    @click.command(
        "validate",
        help=tr(
            "Check a set with its offices, policies and rules as a whole and count its criteria, indicators and levels by evidence."
        ),
        epilog=tr("Example: ntm-rules criteria validate commune-2021-2025"),
    )
    @options.set_argument
    @options.province_sets_option
    @options.output_options("table", "json")
    @options.language_option
    def validate(
        set_id: str | None, province_sets: tuple[str, ...], form: str | None, output: Path | None
    ) -> None:
        from ntm_rules.api import check_beside, looser_levels
        from ntm_rules.reports import catalogue

        loaded = options.load(set_id, province_sets)
        check_beside(loaded)
        options.print_warnings(looser_levels(loaded))
        _write(catalogue.counts(loaded), form, output, ("table", "json"))

    return validate


def _audit() -> click.Command:
    @click.command(
        "audit",
        help=tr(
            "List every level and title with its evidence, the least evidenced first, to be checked against the signed decision."
        ),
        epilog=tr("Example: ntm-rules criteria audit --format csv -o audit.csv"),
    )
    @options.set_argument
    @click.option("--grade", multiple=True, help=tr("only this grade, such as unverified"))
    @click.option("--province", metavar=tr("NAME"), help=tr("only what this province has set itself"))
    @options.province_sets_option
    @options.output_options(*LISTS)
    @options.language_option
    def audit(
        set_id: str | None,
        grade: tuple[str, ...],
        province: str | None,
        province_sets: tuple[str, ...],
        form: str | None,
        output: Path | None,
    ) -> None:
        from ntm_rules.reports import catalogue

        for name in set(grade) - set(catalogue.GRADES_SHOWN):
            raise click.BadParameter(
                tr("{name} is none of {ids}.", name=name, ids=", ".join(catalogue.GRADES_SHOWN))
            )
        if province is not None and not province_sets:
            province_sets = catalogue.sets_of_province(options.load(set_id, ()), province)
        loaded = options.load(set_id, province_sets)
        _write(catalogue.audit(loaded, grade, province=province), form, output, LISTS)

    return audit


def _owners() -> click.Command:
    @click.command(
        "owners",
        help=tr("List who answers for each indicator, the papers that usually prove it and how long they hold."),
        epilog=tr("Example: ntm-rules criteria owners commune-2021-2025 15 --year 2023 --province \"Lai Châu\""),
    )  # fmt: skip
    @options.set_argument
    @click.argument("code", required=False)
    @click.option("--year", type=Year(), help=tr("only what stands at the end of this year"))
    @click.option("--province", help=tr("with the lines of this province's own"))
    @options.owners_option
    @options.output_options(*LISTS)
    @options.language_option
    def owners(set_id: str | None, code: str | None, year: int | None, province: str | None, owners: tuple[Path, ...], form: str | None, output: Path | None) -> None:  # fmt: skip
        from ntm_rules.definitions.owners import load_owners
        from ntm_rules.reports.owners import owners as listed

        set_id, code = _number_alone(set_id, code)
        loaded = options.load(set_id, ())
        found = listed(loaded, load_owners(loaded, owners), code=code, year=year, province=province)
        _write(found, form, output, LISTS)

    return owners


def _number_alone(set_id: str | None, code: str | None) -> tuple[str | None, str | None]:
    """A number alone is one of the default set."""
    if set_id is not None and code is None and set_id.replace(",", ".").replace(".", "").isdigit():
        return None, set_id
    return set_id, code


def _write(found: Any, form: str | None, output: Path | None, formats: tuple[str, ...]) -> None:
    from ntm_rules.reports import catalogue

    options.write(catalogue.rendered(found, options.chosen_form(form, output, formats)), output)
