"""Recommendations in words that several forms show: what belongs together, for whom, how pressing, on whose word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np

from ntm_rules.engine.groups import Group
from ntm_rules.engine.statuses import grade_words
from ntm_rules.i18n import tr, words
from ntm_rules.recommend.advise import Advice
from ntm_rules.recommend.asking import Asked
from ntm_rules.recommend.recommendation import Recommendation
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


def all_shown(advice: Advice, most: int | None = None) -> list[Recommendation]:
    """Every recommendation of the groups that are shown, and the own ones of every commune, or of the first so many."""
    of_groups = [one for number in groups_advised(advice) for one in advice.of_group(number)]
    rows = np.flatnonzero(advice.assessment.risks.subject.last).tolist()
    return [*of_groups, *(one for row in rows[:most] for one in own_advice(advice, row)[0])]


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
    # A single one that is left over takes no more room by name.
    shown = len(rows) if len(rows) <= NAMED + 1 else NAMED
    named = ", ".join(table.text(row, "commune") or "" for row in rows[:shown])
    more = f" {tr('and {n} other(s)', n=len(rows) - shown)}" if len(rows) > shown else ""
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


def illustrative(advice: Advice) -> bool:
    """Whether the figures of the communes, or of any table beside them, are invented."""
    return advice.assessment.illustrative or any(table.illustrative for table in advice.beside.values())


def ground(advice: Advice) -> str:
    """On whose word the recommendations rest."""
    return tr(
        "Recommendations, who acts and the order of priority follow rules proposed by the developers of this tool ({grade}).",
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
