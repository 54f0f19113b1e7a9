"""A whole session as one script: each step once, and nothing that a step needs left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.features.activation_patching.code import put_in, take_out
from explorer.features.answers.code import looked_into, request_of
from explorer.features.compare.protocol import (
    ComparedHeadsRequest,
    ComparedHiddenStatesRequest,
    LoadOther,
    OtherKind,
    RunBoth,
)
from explorer.features.conditions import Conditions, conditions
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.python import action, has_python, with_threads
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import (
    AttachTokenizer,
    CreateModel,
    CreateRandomCopy,
    LoadModel,
    ModelSummary,
    Prepare,
    UnloadModel,
)
from explorer.protocol.run import AblatedHeads, Patched, Run, Tokenize
from explorer.text.python.ablation import restore, silence
from explorer.text.python.fragment import Fragment, fragment, source
from explorer.text.python.inputs import named_padding, no_padding
from explorer.text.python.model import obtain

_OTHER_INPUTS = (Tokenize, RunBoth, ComparedHeadsRequest, ComparedHiddenStatesRequest)
"""Requests whose Python leaves `inputs` holding something else."""


@dataclass
class Present:
    """What the variables of the script hold at this place."""

    serial: int = 0
    summary: ModelSummary | None = None
    inputs: Request | None = None
    silenced: tuple[AblatedHeads, ...] = ()
    patch: Patched | None = None
    padding_named: bool = False
    """Whether a classifier's config was given the ID that fills rows up."""
    outputs: tuple[str, ...] = ()
    """The lines that computed `outputs`, empty where it holds something else."""

    def model(self, step: Step) -> Fragment:
        """Get the model where the step that got it is not in the session any more."""
        request, summary = step.request, step.summary
        if summary is None or isinstance(request, CheckConfig):
            return Fragment()
        known, self.serial, self.summary = self.serial, summary.serial, summary
        if other_kind(step) not in ("", "heads"):
            self.serial = 0  # from here on `model` is the second one
        if known == summary.serial:
            return Fragment()
        self.silenced, self.inputs, self.patch, self.padding_named = (), None, None, False
        match request:
            case CreateModel() | CreateRandomCopy() | LoadModel():
                return Fragment()
        return obtain(summary)

    def heads(self, under: Conditions) -> Fragment:
        """Switch the heads that were off for this result, where they are not."""
        if self.summary is None or under.silenced is None:
            return Fragment()
        before, self.silenced = self.silenced, under.silenced
        if under.sets_heads:
            return restore(before, self.summary)
        if before == self.silenced:
            return Fragment()
        return restore(before, self.summary) + silence(self.silenced, self.summary)

    def given(self, request: Request, under: Conditions) -> Fragment:
        """The inputs of the run that is looked into, where another's stand in their place."""
        if under.look is not None:
            before, self.inputs = self.inputs, request_of(under.look)
            if before == self.inputs or self.summary is None:
                return Fragment()
            return looked_into(under.look, self.summary)
        if under.new_inputs:
            self.inputs = request
        elif type(request) in _OTHER_INPUTS:
            self.inputs = None
        return Fragment()

    def padding(self, under: Conditions) -> Fragment:
        """Take the ID out again that several texts needed, where one text is read without it."""
        if under.ran is None or self.summary is None:
            return Fragment()
        named = bool(named_padding(under.ran, self.summary).lines)
        before, self.padding_named = self.padding_named, named
        return no_padding(self.summary) if before and not named else Fragment()

    def patched(self, under: Conditions) -> Fragment:
        """Put the patch in that was in for this result, or take out one that was not."""
        before, self.patch = self.patch, under.patch
        if under.sets_patch:
            return take_out(before)
        if before == under.patch:
            return Fragment()
        if under.ran is None or self.summary is None:
            return take_out(before)
        return take_out(before) + put_in(under.patch, under.ran, self.summary)

    def look(self, before: Fragment, step: Fragment) -> Fragment:
        """A step without its forward pass, where `outputs` holds the very same already."""
        former, self.outputs = self.outputs, step.forward
        rest = step.without_forward()
        if any("outputs = " in line for line in rest.lines):
            self.outputs = ()
        return rest if step.forward and step.forward == former and not before.lines else step


def parts(steps: Sequence[Step]) -> list[Fragment]:
    """The Python of each step, given all that was done before it."""
    now = Present()
    rows = []
    for step in steps:
        under = conditions(step.result)
        before = (
            now.model(step)
            + now.heads(under)
            + now.padding(under)
            + now.given(step.request, under)
            + now.patched(under)
        )
        rows.append(before + now.look(before, action(step.request, step.result, step.summary)))
        if isinstance(step.request, UnloadModel):
            now = Present()
    return rows


def session_script(steps: Sequence[Step], *, threads: int = 0) -> str:
    """A whole session as one script, each step under a numbered comment."""
    rows = worth_keeping(steps)
    fragments = [settings(rows, threads)]
    for number, (step, part) in enumerate(zip(rows, parts(rows), strict=True), start=1):
        fragments.append(fragment([f"# -- {number}. {step.request.title}"]) + part)
    return source(fragments)


def settings(steps: Sequence[Step], threads: int) -> Fragment:
    """What has to stand before everything else: the thread count, where anything is run."""
    if not any(conditions(step.result).computed for step in steps):
        return Fragment()
    return with_threads(threads)


def worth_keeping(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that say something: no preparations, and no text or config still being typed."""
    rows = []
    for place, step in enumerate(steps):
        following = steps[place + 1].request if place + 1 < len(steps) else None
        match step.request, following:
            case (Tokenize(), Tokenize() | Run()) | (Prepare(), _):
                continue
            case CheckConfig(), CheckConfig() | CreateModel() | CreateRandomCopy():
                continue
            case CheckConfig(), LoadModel() | AttachTokenizer():
                continue
            case LoadOther() as other, _ if any(
                isinstance(later.request, RunBoth) and later.request.other == other
                for later in steps[place + 1 :]
            ):
                continue  # running both gets it again, after the first has run
        if has_python(step):
            rows.append(step)
    return tuple(rows)


def other_kind(step: Step) -> OtherKind | Literal[""]:
    """What kind of second model a step is about; empty where it is about one."""
    match step.request:
        case LoadOther() as other:
            return other.kind
        case RunBoth(other=other):
            return other.kind
    both = conditions(step.result).both
    return both.request.other.kind if both is not None else ""
