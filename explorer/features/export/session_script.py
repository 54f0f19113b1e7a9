"""A whole session as one script: each step once, and nothing that a step needs left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from explorer.features import has_python
from explorer.features.activation_patching.code import put_in, take_out
from explorer.features.answers.code import looked_into, ran_of, request_of
from explorer.features.python import step_action, with_threads
from explorer.protocol.explanation import Step
from explorer.protocol.job import Request
from explorer.protocol.model import GETS_MODEL, AttachTokenizer, ModelSummary, Prepare, UnloadModel
from explorer.protocol.run import AblatedHeads, InspectionResult, ModelResult, Patched, RunResult
from explorer.protocol.task_run import Answer
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
        if summary is None or not request.needs_model:
            return Fragment()
        known, self.serial, self.summary = self.serial, summary.serial, summary
        if _second_model(step) not in ("", "heads"):
            self.serial = 0  # from here on `model` is the second one
        if known == summary.serial:
            return Fragment()
        self.silenced, self.inputs, self.patch, self.padding_named = (), None, None, False
        got = isinstance(request, GETS_MODEL) and not isinstance(request, AttachTokenizer)
        return Fragment() if got else obtain(summary)

    def heads(self, result: object) -> Fragment:
        """Switch the heads that were off for this result, where they are not."""
        if self.summary is None or not isinstance(result, ModelResult):
            return Fragment()
        before, self.silenced = self.silenced, result.silenced
        if result.switches_heads:  # itself, after a run with all of them on
            return restore(before, self.summary)
        if before == self.silenced:
            return Fragment()
        return restore(before, self.summary) + silence(self.silenced, self.summary)

    def given(self, step: Step) -> Fragment:
        """The inputs of the run that is looked into, where another's are in their place."""
        if isinstance(step.result, InspectionResult):
            before, self.inputs = self.inputs, request_of(step.result)
            if before == self.inputs or self.summary is None:
                return Fragment()
            return looked_into(step.result, self.summary)
        if isinstance(step.result, (RunResult, Answer)):
            self.inputs = step.request
        elif step.request.makes_inputs:
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
        if isinstance(result, ModelResult) and result.patches:
            return take_out(before)  # its own Python puts it in
        out = Fragment() if before == wanted else take_out(before)
        if before == wanted or not isinstance(result, InspectionResult):
            return out
        ran = ran_of(result)
        if ran is None or self.summary is None:
            return out
        return out + put_in(wanted, ran, self.summary)

    def keep(self, step: Step, part: Fragment) -> None:
        """Know that `inputs` holds another text, where a step that is no run assigned it."""
        run = isinstance(step.result, (RunResult, Answer))
        if not run and any(line.lstrip().startswith("inputs = ") for line in part.lines):
            self.inputs = None

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
        part = now.look(before, step_action(step))
        rows.append(before + part)
        now.keep(step, part)
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
    """What has to come before everything else: the thread count, where anything is run."""
    if not any(isinstance(step.result, ModelResult) for step in steps):
        return Fragment()
    return with_threads(threads)


def worth_keeping(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps that say something: no preparations, and no text or config still being typed."""
    return tuple(
        step
        for place, step in enumerate(steps)
        if has_python(step)
        and not isinstance(step.request, Prepare)
        and not step.request.superseded_by([item.request for item in steps[place + 1 :]])
    )


def _second_model(step: Step) -> str:
    """What kind of second model a step is about; empty where it is about one."""
    result = step.result
    of_result = result.second_model if isinstance(result, ModelResult) else ""
    return step.request.second_model or of_result
