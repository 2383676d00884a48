"""Load a set, read a table, judge it, make a form to fill."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from ntm_rules.api.evaluation import Evaluation
from ntm_rules.definitions import load
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.owners import Owners, load_owners
from ntm_rules.definitions.policy_files import OwnPolicies, load_own
from ntm_rules.engine.evaluate import BasicallyMet, Judgement, Options, ignored_codes, judge_table
from ntm_rules.errors import Problem, UsageError
from ntm_rules.i18n import tr
from ntm_rules.risks.assess import Looking
from ntm_rules.risks.assessment import Assessment
from ntm_rules.tables.read import Reading
from ntm_rules.tables.read import read_table as _read_table
from ntm_rules.tables.reading import ReadingKeywords
from ntm_rules.tables.table import Table
from ntm_rules.tables.value_kinds import ACTUAL, kinds_named, of_kinds
from ntm_rules.tables.yearly_targets import read_targets

if TYPE_CHECKING:
    import pandas as pd

    from ntm_rules.definitions.risk_policies import RiskPolicies
    from ntm_rules.engine.papers import Papers
    from ntm_rules.recommend.advise import Advice
    from ntm_rules.recommend.money import Money
    from ntm_rules.recommend.money_lines import CarriedOver
    from ntm_rules.reports.template import Template
    from ntm_rules.reports.template.setting import Stage

DEFAULT_SET = load.DEFAULT_SET
# A district has some twenty communes.
TEMPLATE_ROWS = 30


class EvaluationKeywords(ReadingKeywords, total=False):
    """The keywords of `evaluate` that say how to read, at what to look for risks, and by what to recommend."""

    value_kind: str | Iterable[str]
    horizon: date | None
    targets: str | Path | pd.DataFrame | None
    watch: str | Iterable[str | int]
    policies: str | Path | Iterable[str | Path] | None
    programmes: str | Path | pd.DataFrame | None
    carried_over: CarriedOver
    directives: str | Path | Iterable[str | Path]


_LOOKING = EvaluationKeywords.__annotations__.keys() - ReadingKeywords.__annotations__.keys()


def load_set(
    id: str | Path = DEFAULT_SET,
    *,
    year: int | None = None,
    province: str | Path | Iterable[str | Path] | None = None,
) -> CriteriaSet:
    """Load a criteria set by id or folder.

    `year` must lie in its validity; `province` names province sets (ids or YAML files) to lay over it.
    Raises UsageError for what does not exist, DefinitionError with file and line for what is malformed.
    """
    sets = () if province is None else (province,) if isinstance(province, str | Path) else tuple(province)
    return load.load_set(id, province_sets=sets, year=year)


def read_table(
    source: str | Path | Sequence[str | Path] | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    **reading: Unpack[ReadingKeywords],
) -> Table:
    """Read a file, several, a folder of them, or a DataFrame into a clean table, one row per commune and period.

    `year`: the year of rows that name none. `as_of`: the day to judge all rows on, in place of 31 December
    of their year. `lenient`: unreadable cells become unknown. `sheet`: of a workbook, by name or
    by number from 1. `mapping`: by header, what a column is (a variable, a number such as 17.1; None leaves
    it out), or a YAML file that says so. `marks`: what marks such as x mean in a matrix of verdicts, as
    {"x": "met", "blank": "unmet"}; it goes before the legend of the file. Raises InputError naming each bad cell.
    """
    return _read_table(source, criteria_set or load_set(), Reading(**reading))


def evaluate(
    table: Table | str | Path | Sequence[str | Path] | pd.DataFrame,
    criteria_set: CriteriaSet | None = None,
    *,
    strict_evidence: bool = False,
    basically_met: BasicallyMet = "blocks",
    documents: str | Path | pd.DataFrame | None = None,
    owners: str | Path | Iterable[str | Path] = (),
    ignore: str | Iterable[str | int] = (),
    **keywords: Unpack[EvaluationKeywords],
) -> Evaluation:
    """Judge communes by a criteria set.

    `table` is what `read_table` gives, or anything it reads, with the keywords of `read_table` (`year`, `as_of`,
    `lenient`, `sheet`, `mapping`, `marks`); a DataFrame is not changed.
    `strict_evidence` judges with levels graded signed or guidance only; `basically_met="counts"` lets that
    verdict count towards qualifying; criteria of `ignore` (numbers) are left out of whether a commune qualifies.
    Rows of results are judged; `value_kind` names other kinds (`estimate`, `plan`,
    `actual`, or several), which every output then says. Rows of other kinds are set aside with a warning.
    `documents` is a table of papers, laid beside the verdicts without changing any; `owners` are YAML files of
    one's own that say who answers and which papers prove, over those of `criteria/owners/`.
    What is at risk is looked for up to the day `horizon` (default the end of the set) by the policies of
    `criteria/policies/`, or of YAML files `policies` of one's own; criteria of `watch` are told first, and
    `targets` is a table of what each commune is to meet by which year.
    What is recommended answers the notice of `criteria/directives/`, or notices in YAML files `directives` of one's
    own; `programmes` is a table of the programmes' money, of which that from the year before counts unless
    `carried_over="without"`.
    """
    loaded = criteria_set or load_set()
    kinds = kinds_named(keywords.get("value_kind") or ACTUAL)
    own = load_own(keywords.get("policies") or ())
    answering = (
        load_owners(loaded, (owners,) if isinstance(owners, str | Path) else owners) if owners else None
    )
    looking = _looking(keywords, loaded, own.risks, answering)
    reading: dict[str, Any] = {key: value for key, value in keywords.items() if key not in _LOOKING}
    if isinstance(table, Table):
        if given := [name for name, value in reading.items() if value is not None and value is not False]:
            message = tr(
                "{options} are settled when a table is read; give them to read_table.",
                options=", ".join(given),
            )
            raise UsageError(Problem("wrong_call", message))
    else:
        table = read_table(table, loaded, **reading)
    actual, notes = of_kinds(table, kinds)
    judged = judge_table(
        actual, loaded, Options(strict_evidence, basically_met, ignored_codes(ignore, loaded))
    )
    papers = None if documents is None else _joined(judged, documents, answering or load_owners(loaded))
    assessment = Assessment(judged, papers, looking, own.recognition)
    return Evaluation(assessment, notes, papers, _advice(keywords, assessment, own))


def _looking(
    keywords: EvaluationKeywords, loaded: CriteriaSet, policies: RiskPolicies | None, owners: Owners | None
) -> Looking:
    watch, targets = keywords.get("watch", ()), keywords.get("targets")
    codes = watch.split(",") if isinstance(watch, str) else watch
    return Looking(
        horizon=keywords.get("horizon"),
        watch=tuple(str(code).strip() for code in codes),
        policies=policies,
        targets=None if targets is None else read_targets(targets, loaded),
        owners=owners,
    )


def _joined(judged: Judgement, documents: str | Path | pd.DataFrame, owners: Owners) -> Papers:
    from ntm_rules.engine.papers import join_papers
    from ntm_rules.tables.documents import read_documents

    return join_papers(judged, read_documents(documents, judged.loaded), owners)


def _advice(keywords: EvaluationKeywords, assessment: Assessment, own: OwnPolicies) -> Advice | None:
    """By what is recommended, where anything is given; read at once, so that a mistake is refused whatever is shown."""
    directives, programmes = keywords.get("directives") or (), keywords.get("programmes")
    if not directives and programmes is None and own.rules is None:
        return None
    from ntm_rules.definitions.directives import load_notices
    from ntm_rules.recommend.advise import Advice, Advising

    notices = load_notices(directives) if directives else None
    return Advice(assessment, Advising(own.rules, notices, _money(keywords, assessment, own)))


def _money(keywords: EvaluationKeywords, assessment: Assessment, own: OwnPolicies) -> Money | None:
    """The money of the programmes, where a table of it is given."""
    programmes = keywords.get("programmes")
    if programmes is None:
        return None
    from ntm_rules.definitions.money import load_money
    from ntm_rules.recommend.money import Money
    from ntm_rules.tables.programmes import read_programmes

    table = read_programmes(programmes, assessment.judged.loaded)
    communes, policy = assessment.risks.subject.communes, own.money or load_money()
    carried_over = keywords.get("carried_over", "with")
    return Money(table, assessment.judged.table, communes, policy, carried_over=carried_over)


def template(
    criteria_set: CriteriaSet | None = None,
    *,
    year: int | None = None,
    province: str | None = None,
    region: str | None = None,
    communes: int | Sequence[str] | None = None,
    stages: Sequence[Stage] = (),
    example: bool = False,
) -> Template:
    """Make an input table to fill: `.to_xlsx()` gives the bytes of a workbook, `.to_csv()` text.

    The levels shown are those of `year` (default the set's last) and of `region`, or of the region of
    `province`, else of every region. `communes`: rows to fill, or the names to put in. `stages` adds
    columns of verdicts (self, verified, appraised); `example` fills invented communes marked illustrative.
    Raises UsageError for what does not exist or does not go together.
    """
    from ntm_rules.reports.template import Template
    from ntm_rules.reports.template.columns import example_communes
    from ntm_rules.reports.template.setting import settle

    names: Sequence[str] = [""] * communes if isinstance(communes, int) else communes or ()
    if example and not any(names):
        names = [*example_communes(), *names[len(example_communes()) :]]
    return Template(
        settle(
            criteria_set or load_set(),
            year=year,
            region=region,
            province=province,
            communes=tuple(names or [""] * TEMPLATE_ROWS),
            stages=tuple(stages),
            example=example,
        )
    )
