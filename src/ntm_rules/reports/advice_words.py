"""Recommendations in words that several forms show: what belongs together, for whom, how pressing, on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ntm_rules.definitions.programmes import ALL
from ntm_rules.engine.groups import Group
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import figure, tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.asking import Asked
from ntm_rules.recommend.money_lines import Line
from ntm_rules.recommend.recommendation import Recommendation
from ntm_rules.recommend.wording import programme_words
from ntm_rules.reports.explanation import day_words
from ntm_rules.reports.group_words import group_name, worth_showing

# So many communes are named in a line; the document names all.
NAMED = 6


def groups_advised(advice: Advice) -> list[int]:
    """The places of the groups whose advice is shown: those worth a line, and those that say what their communes share."""
    groups = [found.group for found in advice.assessment.groups]
    last = advice.assessment.risks.subject.last
    home = np.full(len(last), -1)
    for number, group in enumerate(groups):
        home[group.rows] = number
    current = [group for group in groups if last[group.rows].any()]
    shown = [
        group
        for year in dict.fromkeys(group.year for group in current)
        for group in worth_showing([group for group in current if group.year == year])
    ]
    homes = {int(home[row]) for row in np.flatnonzero(last).tolist() if home[row] >= 0}
    sharing = {
        number for number in homes if any(one.rule.scope == "commune" for one in advice.of_group(number))
    }
    return [number for number, group in enumerate(groups) if group in shown or number in sharing]


def blocks(found: Iterable[Recommendation]) -> list[list[Recommendation]]:
    """What belongs together, the most pressing first: the recommendations of a rule that has one for each criterion."""
    gathered: dict[tuple[str, int | None], list[Recommendation]] = {}
    for one in found:
        gathered.setdefault((one.rule.id, None if one.what.one_each else one.rank), []).append(one)
    return list(gathered.values())


def own_advice(advice: Advice, row: int) -> tuple[list[Recommendation], int]:
    """What is recommended to a commune alone, and how many pieces of its advice its group says for several."""
    found = advice.of_row(row)
    own = [one for one in found if not one.shared]
    return own, len(found) - len(own)


def all_shown(advice: Advice) -> list[Recommendation]:
    """Every recommendation of the groups that are shown, and every commune's own."""
    of_groups = [one for number in groups_advised(advice) for one in advice.of_group(number)]
    rows = np.flatnonzero(advice.assessment.risks.subject.last).tolist()
    return [*of_groups, *(one for row in rows for one in own_advice(advice, row)[0])]


def shared_numbers(advice: Advice) -> dict[int, list[int]]:
    """By row the numbers of the blocks that its smallest group shown is told, and that are for the row."""
    found: dict[int, list[int]] = {}
    # Wider groups come first.
    for number in groups_advised(advice):
        found |= {row: [] for row in advice.assessment.groups[number].group.rows.tolist()}
        for place, block in enumerate(blocks(advice.of_group(number)), start=1):
            if block[0].rule.scope == "commune":
                for row in {row for one in block for row in one.rows}:
                    found[row].append(place)
    return found


def group_heading(group: Group) -> str:
    """A group by its name, year and how many communes it has."""
    return f"{group_name(group)}, {group.year}: {tr('{n} commune(s)', n=group.communes)}"


def communes_words(advice: Advice, rows: Sequence[int]) -> str:
    """How many communes something is for, and the first of them by name."""
    table = advice.assessment.judged.table
    named = ", ".join(table.text(row, "commune") or "" for row in rows[:NAMED])
    more = f" {tr('and {n} other(s)', n=len(rows) - NAMED)}" if len(rows) > NAMED else ""
    return f"{tr('{n} commune(s)', n=len(rows))}: {named}{more}"


def priority_words(points: Mapping[str, int]) -> str:
    """The points of a recommendation and the declared parts that they add up to."""
    said = {
        "watched": tr("watched"),
        "revocation": tr("revocation"),
        "blocks_recognition": tr("blocks recognition"),
        "distance": tr("close to level"),
        "severity": tr("risk"),
        "idle_money": tr("idle money"),
    }
    parts = " + ".join(f"{said[name]} {count}" for name, count in points.items())
    total = tr("priority {n}", n=sum(points.values()))
    return f"{total} = {parts}" if len(points) > 1 else f"{total} ({parts})" if parts else total


def directive_words(found: Asked) -> str:
    """A directive by its id, with its place in the notice where that speaks here."""
    if not found.cited:
        return found.directive.id
    place = tr("section {section}, dash {dash}", section=found.directive.section, dash=found.directive.dash)
    return f"{found.directive.id}, {place}"


def example_words(advice: Advice, found: Iterable[Recommendation]) -> Iterator[str]:
    """What communes did about what is recommended, each once: for which criteria, on whose word, what it is meant to move."""
    variables = advice.assessment.judged.loaded.variables
    told = {id(remedy): remedy for one in found for remedy in advice.evidence.examples(one)}
    for remedy in sorted(told.values(), key=lambda remedy: remedy.line):
        moves = ", ".join(words(variables[name].label) for name in remedy.moves)
        text = f"{', '.join(remedy.covers)}: {words(remedy.text)} [{grade_words(remedy.evidence)}]"
        yield f"{text} → {moves}" if moves else text


def money_columns(lines: Sequence[Line]) -> tuple[str, list[str], list[list[str]]]:
    """Lines of money, amounts in million VND: a title, headings, and rows.

    The day of the figures, and that until when the rest may be paid, stand in the title where they are the same.
    """
    title = [tr("Money of the programmes, million VND")]
    columns = {
        tr("Programme"): [programme_of(line) for line in lines],
        tr("Planned"): [amount(line.planned) for line in lines],
        tr("Disbursed"): [amount(line.disbursed) for line in lines],
        tr("Ratio"): [ratio(line) for line in lines],
        tr("Remark"): [", ".join(remarks(line)) or "–" for line in lines],
    }
    days = [told_on(line) for line in lines]
    ends = [payable_until(line) for line in lines]
    for said, texts in ((tr("figures of"), days), (tr("payable until"), ends)):
        if len({*texts}) == 1:
            title.append(f"{said} {texts[0]}")
        else:
            columns[said.capitalize()] = texts
    return "; ".join(title), list(columns), [list(row) for row in zip(*columns.values(), strict=True)]


def programme_of(line: Line) -> str:
    """The programme of a line by name; of a sum over several, that it is one."""
    return programme_words(line) if line.programme != ALL or line.parts == (ALL,) else tr("Together")


def amount(value: float | None) -> str:
    """An amount in million VND; a dash where it is not told."""
    return "–" if value is None else figure(value, 1)


def ratio(line: Line) -> str:
    """The disbursed share of the plan in per cent; a dash where there is none."""
    return "–" if line.ratio is None else f"{figure(100 * line.ratio, 1)} %"


def told_on(line: Line) -> str:
    """The day of the figures, and how much of the budget year had gone."""
    gone = tr("{percent} % of {year} gone", percent=figure(100 * line.elapsed, 0), year=line.budget_year)
    return f"{day_words(line.as_of.isoformat())} ({gone})"


def payable_until(line: Line) -> str:
    """Until when the rest may be paid, and on whose word; a dash where no calendar says."""
    until = line.next_end
    return f"{day_words(until.until.isoformat())} ({grade_words(until.evidence)})" if until else "–"


def remarks(line: Line) -> list[str]:
    """Whether a line of money is late or lies idle, or why it has no ratio."""
    if line.reason is not None:
        return [
            {
                "planned_missing": tr("no plan given"),
                "disbursed_missing": tr("no disbursement given"),
                "nothing_planned": tr("nothing planned"),
            }[line.reason]
        ]
    late = tr("very late") if line.very_late else tr("late") if line.late else None
    return [said for said in (late, tr("lies idle") if line.idle else None) if said]


def own_money(advice: Advice, row: int) -> list[str]:
    """The money told of a commune itself, a text a programme: disbursed of planned, in million VND."""
    lines = [] if advice.money is None else advice.money.of_row(row)
    # The sum of one programme says no more than that programme.
    shown = [line for line in lines if line.programme != ALL] or lines
    return [
        f"{programme_of(line)} {amount(line.disbursed)}/{amount(line.planned)} ({', '.join(_standing(line))})"
        for line in shown
    ]


def _standing(line: Line) -> list[str]:
    return ([] if line.ratio is None else [ratio(line)]) + remarks(line)


def illustrative(advice: Advice) -> bool:
    """Whether the figures of the communes, or of any table beside them, are invented."""
    return advice.assessment.illustrative or any(table.illustrative for table in advice.beside.values())


def ground(advice: Advice) -> str:
    """On whose word the recommendations rest."""
    return tr(
        "Recommendations, who acts and the order of priority follow rules of our own ({grade}): criteria/policies/recommendations.yaml.",
        grade=grade_words(advice.rules.evidence),
    )


def asked_directives(found: Iterable[Recommendation]) -> list[Asked]:
    """The directives of recommendations, each notice's in its order; cited where any of them cites it."""
    asked: dict[tuple[str, str], Asked] = {}
    for one in found:
        key = (one.asked.notice.id, one.asked.directive.id)
        if key not in asked or one.asked.cited:
            asked[key] = one.asked
    return sorted(asked.values(), key=lambda one: (one.notice.id, one.directive.section, one.directive.dash))


def notice_words(asked: Sequence[Asked]) -> Iterator[str]:
    """Whose words the directives are, and whether the notice speaks here; a line a notice."""
    cited = {one.notice.id for one in asked if one.cited}
    for notice in {one.notice.id: one.notice for one in asked}.values():
        source = words(notice.title) + (
            f" [{notice.source}; {grade_words(notice.evidence)}]" if notice.source else ""
        )
        if notice.id in cited:
            yield tr("{notice}. Ids such as {id} are ours.", notice=source, id=notice.directives[0].id)
        else:
            yield tr(
                "No notice that was entered speaks of this place and time: the advice follows what was asked elsewhere and cites nothing. {notice}. Ids such as {id} are ours.",
                notice=source, id=notice.directives[0].id,
            )  # fmt: skip
