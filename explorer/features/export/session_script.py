"""A whole session as one script: each step once, and nothing that a step needs left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.code import put_in, take_out
from explorer.features.activation_patching.protocol import PatchApplied
from explorer.features.answers.code import looked_into, ran_of, request_of
from explorer.features.answers.protocol import Answer
from explorer.features.compare.protocol import (
    ComparedHeadsRequest,
    ComparedHeadsResult,
    ComparedHiddenStatesRequest,
    ComparedHiddenStatesResult,
    ComparisonResult,
    LoadOther,
    OtherKind,
    RunBoth,
)
from explorer.features.create.protocol.config import CheckConfig
from explorer.features.generation.protocol import Generated
from explorer.features.python import GETTING, action, computes, has_python, silenced, with_threads
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import AttachTokenizer, ModelSummary, Prepare, UnloadModel
from explorer.protocol.run import AblatedHeads, InspectionResult, Patched, Run, RunResult, Tokenize
from explorer.text.python.ablation import restore, silence
from explorer.text.python.fragment import Fragment, fragment, source
from explorer.text.python.inputs import named_padding, no_padding
from explorer.text.python.model import obtain


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
        got = isinstance(request, GETTING) and not isinstance(request, AttachTokenizer)
        return Fragment() if got else obtain(summary)

    def heads(self, result: object) -> Fragment:
        """Switch the heads that were off for this result, where they are not."""
        if self.summary is None:
            return Fragment()
        both = _both(result)
        if both is not None:  # which switches them off itself, after a run without
            before, self.silenced = self.silenced, both.main.ran.silenced
            return restore(before, self.summary)
        if not isinstance(result, (RunResult, InspectionResult, Generated, Answer)):
            return Fragment()
        before, self.silenced = self.silenced, silenced(result)
        if isinstance(result, AblationResult):  # which switches the new ones off itself
            return restore(before, self.summary)
        if before == self.silenced:
            return Fragment()
        return restore(before, self.summary) + silence(self.silenced, self.summary)

    def given(self, step: Step) -> Fragment:
        """The inputs of the run that is looked into, where another's stand in their place."""
        if isinstance(step.result, InspectionResult):
            before, self.inputs = self.inputs, request_of(step.result)
            if before == self.inputs or self.summary is None:
                return Fragment()
            return looked_into(step.result, self.summary)
        if isinstance(step.result, (RunResult, Answer)):
            self.inputs = step.request
        elif isinstance(
            step.request, (Tokenize, RunBoth, ComparedHeadsRequest, ComparedHiddenStatesRequest)
        ):
            self.inputs = None
        return Fragment()

    def padding(self, result: object) -> Fragment:
        """Take the ID out again that several texts needed, where one text is read without it."""
        ran = ran_of(result) if isinstance(result, InspectionResult) else result
        if not isinstance(ran, RunResult) or self.summary is None:
            return Fragment()
        named = bool(named_padding(ran, self.summary).lines)
        before, self.padding_named = self.padding_named, named
        return no_padding(self.summary) if before and not named else Fragment()

    def patched(self, result: object) -> Fragment:
        """Put the patch in that was in for this result, or take out one that was not."""
        wanted = result.patch if isinstance(result, InspectionResult) else None
        before, self.patch = self.patch, wanted
        if isinstance(result, (PatchApplied, AblationResult)):
            return take_out(before)  # these put it in themselves
        out = Fragment() if before == wanted else take_out(before)
        if before == wanted or not isinstance(result, InspectionResult):
            return out
        ran = ran_of(result)
        if ran is None or self.summary is None:
            return out
        return out + put_in(wanted, ran, self.summary)

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
        before = (
            now.model(step)
            + now.heads(step.result)
            + now.padding(step.result)
            + now.given(step)
            + now.patched(step.result)
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
    if not any(computes(step.result) for step in steps):
        return Fragment()
    return with_threads(threads)


def worth_keeping(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that say something: no preparations, and no text or config still being typed."""
    rows = []
    for place, step in enumerate(steps):
        following = steps[place + 1].request if place + 1 < len(steps) else None
        if isinstance(step.request, Tokenize) and isinstance(following, (Tokenize, Run)):
            continue
        if isinstance(step.request, CheckConfig) and isinstance(following, _OF_CONFIG):
            continue
        later = (item.request for item in steps[place + 1 :])
        if isinstance(step.request, LoadOther) and any(
            isinstance(request, RunBoth) and request.other == step.request for request in later
        ):
            continue  # running both gets it again, after the first has run
        if not isinstance(step.request, Prepare) and has_python(step):
            rows.append(step)
    return tuple(rows)


def other_kind(step: Step) -> OtherKind | Literal[""]:
    """What kind of second model a step is about; empty where it is about one."""
    if isinstance(step.request, LoadOther):
        return step.request.kind
    if isinstance(step.request, RunBoth):
        return step.request.other.kind
    both = _both(step.result)
    return both.request.other.kind if both is not None else ""


def _both(result: object) -> ComparisonResult | None:
    """The run of both that a result is, or looks into."""
    if isinstance(result, (ComparedHeadsResult, ComparedHiddenStatesResult)):
        return result.both
    return result if isinstance(result, ComparisonResult) else None


_OF_CONFIG: tuple[type[Request], ...] = (CheckConfig, *GETTING)
