"""Judging an edit: own rules by meaning, the class's validators, a build and a run without numbers.

Each stage is asked only when the one before found nothing that makes it pointless. Rules about
values that must fit each other are confirmed or softened by the build: the model has the last
word.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from explorer.boundary.values import as_dict, as_int
from explorer.engine import tasks
from explorer.engine.config_values import attribute
from explorer.engine.model_class import choose_class, config_for
from explorer.engine.size import meta_forward
from explorer.engine.size.meta import MetaBuild, meta_build
from explorer.features.create.compute.checks.class_errors import described
from explorer.features.create.compute.checks.draft_level import Finding, levels
from explorer.features.create.compute.checks.faulty_setting import blame
from explorer.features.create.compute.checks.fits import fit_rules
from explorer.features.create.compute.checks.ranges import range_rules
from explorer.features.create.compute.checks.rope import rope_rules
from explorer.features.create.compute.draft import Draft, read_draft
from explorer.features.create.compute.edit import build
from explorer.features.create.compute.fields.defaults import default_config
from explorer.features.create.compute.fields.json_values import (
    BadJson,
    read_object,
    read_value,
    write,
)
from explorer.features.create.protocol.config import FieldValue, Problem
from explorer.protocol.config import ConfigEdit
from explorer.protocol.failures import ClassNeedsPackage, UnknownClass
from explorer.protocol.job import Check
from explorer.text import numbers
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

_MOST_MODULES = 1_200
"""Models of more modules are not run without numbers on every edit (about 0.5 s and more)."""
_PATIENCE = 0.6
"""Seconds of such a run that an edit is kept waiting for, where no rule has asked for it."""


@dataclass
class ConfigJudgement:
    """All that was found out about an edit on the way."""

    draft: Draft | None = None
    config: PreTrainedConfig | None = None
    cls: type[PreTrainedModel] | None = None
    built: MetaBuild | None = None
    problems: list[Problem] = field(default_factory=list)
    soft: list[Problem] = field(default_factory=list)

    @property
    def errors(self) -> bool:
        """Whether anything found so far keeps the model from being created."""
        return any(problem.level == "error" for problem in self.problems)


def judge_values(edit: ConfigEdit, check: Check) -> ConfigJudgement:
    """The first two stages: JSON, keys, types, rules, and the class's own validators."""
    judged = ConfigJudgement()
    try:
        draft = judged.draft = read_draft(edit)
    except BadJson as error:
        judged.problems.append(error.problem)
        return judged
    check()
    rows = _rules(draft)
    judged.problems += draft.problems
    judged.problems += [row.problem for row in rows if row.hard]
    judged.soft = [item.problem for item in rows if not item.hard]
    if not judged.errors:
        # The constructor is asked even while relations look wrong: the class may know better.
        judged.config, problem = _construct(draft, check)
        if problem is not None and not judged.soft:
            judged.problems.append(problem)
    if judged.config is None:
        judged.problems += judged.soft
        judged.soft = []
    judged.problems = [_good(draft, entry) for entry in judged.problems]
    judged.soft = [_good(draft, element) for element in judged.soft]
    return judged


def judge_build(judged: ConfigJudgement, check: Check) -> None:
    """The third stage: the class is found and built without memory."""
    draft, config = judged.draft, judged.config
    if draft is None or config is None:
        return
    try:
        cls = judged.cls = choose_class(draft.edit, config)
    except UnknownClass as error:
        judged.problems.append(Problem("", error.sentence, source="build"))
        return
    except ClassNeedsPackage as error:
        named = error.packages or (tr("an optional one"),)
        judged.built = MetaBuild(None, 0.0, error.sentence, error.details, named)
        return
    built = judged.built = meta_build(cls, config_for(cls, config), check)
    if built.model is not None and tasks.sees_later_tokens(built.model):
        judged.problems.append(
            Problem(
                "is_decoder",
                tr(
                    "With is_decoder off, each token of {class_name} also sees the tokens after "
                    "it, so it cannot learn to continue a text.",
                    class_name=cls.__name__,
                ),
                ("true",),
                level="warning",
                source="build",
            )
        )
    if built.model is not None or built.packages:
        return
    if judged.soft:
        judged.problems += judged.soft
        judged.soft = []
        return

    def works(other: Draft) -> bool:
        changed = _config_or_none(other)
        if changed is None:
            return False
        return meta_build(cls, config_for(cls, changed), check).model is not None

    judged.problems.append(blame(draft, built.sentence, built.details, "build", works, check))


def judge_run(judged: ConfigJudgement, check: Check) -> str:
    """The last stage: a run without numbers. Returns a note where it cannot judge."""
    draft, config, cls = judged.draft, judged.config, judged.cls
    built = judged.built
    if draft is None or config is None or cls is None or built is None or built.model is None:
        return ""
    # A run with the defaults would judge transformers, not the person.
    if not draft.values.keys() - draft.ours:
        return ""  # the class's own defaults are not an edit
    patience = meta_forward.LONGEST_SECONDS if judged.soft else _PATIENCE
    sentence, details = _run(cls, config_for(cls, config), built, check, patience)
    if not sentence:
        judged.problems += [_softened(problem) for problem in judged.soft]
        judged.soft = []
        return ""
    if details in ("", "TooSlow") or not _default_runs(draft, cls, check):
        # The defaults do not run like this either: the inputs are to blame, not the edit.
        judged.problems += [_softened(item) for item in judged.soft]
        judged.soft = []
        return sentence
    if judged.soft:
        judged.problems += judged.soft
        judged.soft = []
        return ""

    def works(other: Draft) -> bool:
        changed = _config_or_none(other)
        if changed is None:
            return False
        part = config_for(cls, changed)
        again = meta_build(cls, part, check)
        return again.model is not None and not _run(cls, part, again, check)[0]

    judged.problems.append(
        blame(
            draft,
            tr(
                "It can be built but not run: {reason}",
                reason=sentence[0].lower() + sentence[1:],
            ),
            details,
            "forward",
            works,
            check,
        )
    )
    return ""


def _run(
    cls: type[PreTrainedModel],
    config: PreTrainedConfig,
    built: MetaBuild,
    check: Check,
    patience: float = meta_forward.LONGEST_SECONDS,
) -> tuple[str, str]:
    model = built.model
    # Layers repeat, so two of them judge as well as all.
    small = meta_forward.shallow(config)
    if small is not None:
        shallow_built = meta_build(cls, small, check)
        model = shallow_built.model or model
    if model is None or sum(1 for _ in model.modules()) > _MOST_MODULES:
        return tr("This model has too many parts to be tried on every change."), ""
    inputs = meta_forward.inputs_for(model, 1, _length(config))
    if inputs is None:
        return tr("It is not known what input this model takes, so it was not tried."), ""
    return meta_forward.run(model, inputs, check, seconds=patience)


def _length(config: PreTrainedConfig) -> int:
    longest = as_int(attribute(config, "max_position_embeddings"))
    # 16 tokens are enough for shapes to clash; fewer where the class has fewer positions.
    return max(1, min(16, longest)) if longest is not None else 16


def _default_runs(draft: Draft, cls: type[PreTrainedModel], check: Check) -> bool:
    """Whether the class runs here with its own defaults; remembered for each class."""
    if cls not in _DEFAULT_RUNS:
        plain = read_draft(replace(draft.edit, overrides="{}"))
        config = _config_or_none(plain)
        if config is None:
            return False
        part = config_for(cls, config)
        built = meta_build(cls, part, check)
        if built.model is None:
            return False
        _DEFAULT_RUNS[cls] = not _run(cls, part, built, check)[0]
    return _DEFAULT_RUNS[cls]


_DEFAULT_RUNS: dict[Any, bool] = {}


def _softened(problem: Problem) -> Problem:
    """A finding that the build did not confirm: reported, but it stops no creation."""
    return replace(
        problem,
        level="warning",
        sentence=tr(
            "{sentence}. The model can be built and run all the same.",
            sentence=problem.sentence.rstrip("."),
        ),
    )


def _rules(draft: Draft) -> list[Finding]:
    rows: list[Finding] = []
    wrong = {problem.path for problem in draft.problems}
    for level in levels(draft.schema, draft.values, ours=frozenset(draft.ours)):
        for rules in (range_rules, rope_rules):
            rows += rules(level)
        broken = {row.problem.path for row in rows if row.hard}
        rows += [fit_rule for fit_rule in fit_rules(level) if fit_rule.problem.path not in broken]
    return [item for item in rows if item.problem.path not in wrong]


def _construct(draft: Draft, check: Check) -> tuple[PreTrainedConfig | None, Problem | None]:
    try:
        return _validated(draft), None
    except Exception as error:  # config classes raise KeyError, ZeroDivisionError, Strict...Error
        details = f"{type(error).__name__}: {error}"
        if not draft.values and default_config(draft.schema.config_class) is None:
            sentence = tr(
                "This transformers cannot build the defaults of this type. {error}",
                error=described(error),
            )
            return None, Problem("", sentence, source="class", details=details)
        problem = blame(
            draft,
            described(error),
            details,
            "class",
            lambda other: _config_or_none(other) is not None,
            check,
        )
        return None, problem


def _validated(draft: Draft) -> PreTrainedConfig:
    config = build(draft)
    _validate(config)
    return config


def _validate(config: Any) -> None:
    """The class's validators, on every level: transformers itself does not descend."""
    # huggingface_hub's strict dataclasses validate on demand; sub-configs are objects of their own.
    config.validate()
    for name in config.sub_configs:
        sub = getattr(config, name, None)
        if sub is not None and hasattr(sub, "validate"):
            _validate(sub)


def _config_or_none(draft: Draft) -> PreTrainedConfig | None:
    try:
        return _validated(draft)
    except Exception:  # only asked whether it works; the reason is given elsewhere
        return None


def _good(draft: Draft, problem: Problem) -> Problem:
    """The problem at the name that the person wrote, with only those suggestions that mend it."""
    path = draft.spelling.get(problem.path, problem.path)
    keep = tuple(text for text in problem.suggestions if _mends(draft.edit, path, text, problem))
    good = replace(problem, path=path, suggestions=keep[:3])
    if not problem.elsewhere:
        return good
    also_wrong = {rule.problem.path for rule in _rules(draft)}
    ways = tuple(
        replace(way, path=draft.spelling.get(way.path, way.path)) for way in problem.elsewhere
    )
    others = tuple(
        way
        for way in ways
        if _mends(draft.edit, way.path, way.value, problem, also_wrong - {problem.path})
    )
    here = tuple(FieldValue(path, text) for text in good.suggestions)
    words = _in_words((*here, *others))
    sentence = f"{problem.sentence}."
    if words:
        sentence += " " + tr("It works with {words}.", words=words)
    return replace(good, elsewhere=others, sentence=sentence)


def _in_words(ways: tuple[FieldValue, ...]) -> str:
    """`num_attention_heads 4 or 8, or hidden_size 60 or 65`: the whole numbers among the ways."""
    named: dict[str, list[int]] = {}
    for way in ways:
        number = as_int(read_value(way.value))
        if number is not None:
            named.setdefault(way.path.rpartition(".")[2], []).append(number)
    fields = [
        f"{name} {numbers.either([numbers.count(number) for number in sorted(set(several))])}"
        for name, several in named.items()
    ]
    if not fields:
        return ""
    # The comma tells the fields apart: the values of each are joined by "or" too.
    return reduce(
        lambda first, second: tr("{first}, or {second}", first=first, second=second), fields
    )


def _mends(
    edit: ConfigEdit, path: str, text: str, problem: Problem, wrong: Set[str] | None = None
) -> bool:
    """Whether a value mends a problem; `wrong` are the only fields that may be wrong after it."""
    changed = read_draft(replace(edit, overrides=with_value(edit.overrides, path, text)))
    if any(item.path == problem.path for item in changed.problems):
        return False
    if wrong is not None and {rule.problem.path for rule in _rules(changed)} - wrong:
        return False
    if any(rule.problem.path == problem.path and rule.hard for rule in _rules(changed)):
        return False
    soft = [entry for entry in _rules(changed) if entry.problem.path == problem.path]
    return not soft and (len(changed.problems) > 0 or _only_others_fail(changed, path))


def _only_others_fail(draft: Draft, path: str) -> bool:
    """Whether the class takes the value, as far as it can be asked alone."""
    if _config_or_none(draft) is not None:
        return True
    # Another setting may be wrong as well: then the value is judged with all others at default.
    alone = with_value("{}", path, write(_at(draft.values, path)))
    return _config_or_none(read_draft(replace(draft.edit, overrides=alone))) is not None


def _at(values: Any, path: str) -> Any:
    for step in path.split("."):
        values = as_dict(values).get(step)
    return values


def with_value(overrides: str, path: str, text: str) -> str:
    """The overrides with the JSON `text` put at `path`."""
    data = read_object(overrides)
    inner: dict[str, Any] = data
    *outer, name = path.split(".")
    for step in outer:
        inner[step] = as_dict(inner.get(step))
        inner = inner[step]
    inner[name] = read_value(text)
    return write(data)
