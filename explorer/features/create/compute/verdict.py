"""The answer to one edit, put together: problems, the whole config, the footprint, the hints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from explorer.boundary.values import as_dict
from explorer.engine.config_values import attribute, differences, full_values
from explorer.engine.size import footprint, what_if
from explorer.features.create.compute.checks.judging import (
    ConfigJudgement,
    judge_build,
    judge_run,
    judge_values,
)
from explorer.features.create.compute.draft import BOOKKEEPING
from explorer.features.create.compute.fields.defaults import default_values
from explorer.features.create.compute.fields.json_values import write
from explorer.features.create.compute.fields.schema import Schema, schema
from explorer.features.create.protocol.config import (
    CheckConfig,
    ConfigVerdict,
    DerivedField,
    Problem,
)
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr

if TYPE_CHECKING:
    from transformers import PreTrainedConfig


def check_config(request: CheckConfig, check: Check, report: Report) -> ConfigVerdict:
    """Judge and count an edit; raises UnknownModelType only, everything else is in the verdict.

    The verdict so far is reported as `partial` as soon as the model is counted.
    """
    judged = judge_values(request.edit, check)
    check()
    if not judged.errors:
        judge_build(judged, check)
        check()
    # The count first: the run without numbers may take half a second more.
    report(tr("Counted"), partial=_verdict(request, judged, False, check))
    if not judged.errors:
        judge_run(judged, check)
        check()
    return _verdict(request, judged, request.what_if, check)


def _verdict(
    request: CheckConfig, judged: ConfigJudgement, hints: bool, check: Check
) -> ConfigVerdict:
    draft, config = judged.draft, judged.config
    built = judged.built
    free = request.free_bytes if request.free_bytes is not None else footprint.memory_free()
    size = None
    if built is not None and built.model is not None:
        size = footprint.footprint(built.model, request.batch, request.length, free, built.seconds)
    problems = list(judged.problems)
    whole = changed = None
    if config is not None:
        # use_diff=False: all values, not only those that differ from the defaults.
        whole = config.to_json_string(use_diff=False)
        before = default_values(type(config))
        changed = write(differences(full_values(config), before), indent=2)
    packages = built.packages if built is not None else ()
    if packages and built is not None:
        problems.append(Problem("", built.sentence, source="build", details=built.details))
    return ConfigVerdict(
        edit=request.edit,
        problems=tuple(problems),
        unknown_keys=tuple(draft.unknown) if draft is not None else (),
        config_json=whole,
        differences_json=changed,
        resolved=tuple(resolved(config, judged)) if config is not None else (),
        derived=derived(config) if config is not None else (),
        filled=tuple(draft.filled) if draft is not None else (),
        footprint=size,
        what_ifs=what_if.what_ifs(judged, size, check) if hints and size is not None else (),
        missing_packages=packages,
        printed=str(config) if config is not None else "",
    )


def resolved(config: PreTrainedConfig, judged: ConfigJudgement) -> list[tuple[str, str]]:
    """(path, JSON) of every field whose value the class computed from others."""
    draft = judged.draft
    assert draft is not None
    return _resolved(config, draft.schema, draft.values, "")


def _resolved(
    config: Any, own: Schema, given: dict[str, Any], prefix: str
) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for name, spec in own.fields.items():
        value = attribute(config, name)
        if spec.kind == "config":
            if value is not None and hasattr(value, "sub_configs"):
                inner = as_dict(given.get(name))
                rows += _resolved(value, schema(type(value)), inner, f"{prefix}{name}.")
            continue
        expected = given.get(name, spec.default)
        if name not in ("dtype", "id2label") and write(value) != write(expected):
            rows.append((prefix + name, write(value)))
    return rows


def derived(config: PreTrainedConfig, prefix: str = "") -> tuple[DerivedField, ...]:
    """Public attributes that the config computed and that are no fields, sub-configs included."""
    own = schema(type(config))
    fields: list[DerivedField] = []
    for name, value in full_values(config).items():
        if name in own.slots:
            sub = attribute(config, name)
            if sub is not None and hasattr(sub, "sub_configs"):
                fields += derived(sub, f"{prefix}{name}.")
        elif name not in own.fields and name not in own.alias and name not in BOOKKEEPING:
            fields.append(DerivedField(prefix + name, write(value)))
    return tuple(fields)
