"""Which groups are worth a line, and what they are called."""

from __future__ import annotations

from ntm_rules.engine.groups import Group
from ntm_rules.i18n import tr
from ntm_rules.risks.assessment import Assessment
from ntm_rules.risks.groups import GroupRisks


def group_name(group: Group) -> str:
    """A group by its name and province."""
    return ", ".join(filter(None, (group.name, group.province))) or tr("All communes")


def worth_showing(groups: list[Group]) -> list[Group]:
    """The one district by its name; several after all communes together."""
    districts = [group for group in groups if group.level == "district"]
    whole = [group for group in groups if group.level == "all"]
    if len(districts) == 1 and districts[0].communes == whole[0].communes:
        return districts
    # A line on a single commune says no more than its row.
    return whole + [group for group in districts if group.communes > 1 and len(districts) > 1]


def groups_at_risk(assessment: Assessment) -> list[GroupRisks]:
    """The groups worth a line in which something is unmet or at risk at the last period."""
    shown = worth_showing([found.group for found in assessment.groups])
    return [found for found in assessment.groups if found.shares and found.group in shown]
