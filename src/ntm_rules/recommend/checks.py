"""Whether rules name what exists: a misspelt fact would silently never be so."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches

from ntm_rules.definitions.clauses import facts_of
from ntm_rules.definitions.directives import Notice
from ntm_rules.definitions.models import CriteriaSet
from ntm_rules.definitions.rules import AdviceRule, RuleFile
from ntm_rules.errors import DefinitionError, Problem
from ntm_rules.i18n import tr
from ntm_rules.recommend.facts import known_facts
from ntm_rules.recommend.program import Program


def check_rules(
    rules: RuleFile, programs: Iterable[Program], notices: Sequence[Notice], loaded: CriteriaSet
) -> None:
    """Hold rules against the set they are for and against the notices.

    Raises DefinitionError with file and line of each unknown fact, finding and directive, and of each id given twice.
    """
    if rules.rules and (problems := [*_problems(rules, programs, notices, loaded)]):
        raise DefinitionError(problems)


def _problems(
    rules: RuleFile, programs: Iterable[Program], notices: Sequence[Notice], loaded: CriteriaSet
) -> Iterator[Problem]:
    seen: set[str] = set()
    for rule in rules.rules:
        if rule.id in seen:
            yield _at(rule, "set_shape", tr("the rule {id} stands twice.", id=rule.id))
        seen.add(rule.id)
    known = {scope: known_facts(loaded, scope) for scope in ("commune", "group")}
    for program in programs:
        for rule in program.rules:
            yield from _unknown_facts(rule, program, known[rule.scope])
            yield from _unknown_directives(rule, notices)
    named = {rule.recommend.directive for rule in rules.rules if rule.recommend}
    for notice in notices:
        for directive in notice.directives:
            if directive.named not in named:
                message = tr("no rule leads to the directive {id}.", id=directive.named)
                remedy = tr("say with same_as which directive of the rules asks for it")
                yield Problem("unknown_directive", message, file=directive.file, line=directive.line, remedy=remedy)  # fmt: skip


def _unknown_facts(rule: AdviceRule, program: Program, known: Collection[str]) -> Iterator[Problem]:
    if rule.then in known:
        yield _at(rule, "unknown_fact", tr("the fact “{name}” is given; a rule cannot conclude it.", name=rule.then))  # fmt: skip
    for fact in dict.fromkeys(facts_of(rule.when)):
        if fact not in known and fact not in program.concluded:
            near = get_close_matches(fact, [*known, *program.concluded], n=1, cutoff=0.6)
            remedy = tr("write “{name}” if that is meant", name=near[0]) if near else None
            yield _at(rule, "unknown_fact", tr("there is no fact “{name}”.", name=fact), remedy=remedy)


def _unknown_directives(rule: AdviceRule, notices: Sequence[Notice]) -> Iterator[Problem]:
    if rule.recommend is None:
        return
    if not any(notice.asks(rule.recommend.directive) for notice in notices):
        yield _at(rule, "unknown_directive", tr("no notice has the directive {id}.", id=rule.recommend.directive))  # fmt: skip
    findings = {finding for notice in notices for finding in notice.findings}
    for finding in rule.recommend.findings:
        if finding not in findings:
            yield _at(rule, "unknown_directive", tr("no notice has the finding {id}.", id=finding))


def _at(rule: AdviceRule, kind: str, message: str, remedy: str | None = None) -> Problem:
    return Problem(kind, message, file=rule.file, line=rule.line or None, remedy=remedy)
