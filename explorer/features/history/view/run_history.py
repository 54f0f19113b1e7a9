"""The runs of this session, kept to be seen again: results only, the oldest go."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from explorer.app.changed_chip import changes
from explorer.features.generation.protocol import Generate, Generated, beginning
from explorer.features.generation.view.text_branches import Written
from explorer.features.sessions.protocol import SavedRun
from explorer.protocol.explanation import Step
from explorer.protocol.model import ModelSummary, another_step
from explorer.protocol.run import SEEN_SECONDS, Prediction, Run, RunResult, Token, is_live
from explorer.protocol.task_run import Answer
from explorer.text import byte_pieces, numbers
from explorer.text.phrases import bare
from explorer.text.translation import tr

MOST_RUNS = 50
_LONGEST = 60


@dataclass(frozen=True)
class PastRun:
    """One run: its number, its name, when it was, the model that ran, and what came of it."""

    number: int
    name: str
    when: datetime
    summary: ModelSummary
    result: RunResult | Answer | Written
    passing: bool = False
    """Whether it followed the typing: the next run soon after it takes its place, unless it was
    given a name."""
    trained_to: int | None = None
    """The step of a training that the model was then; None where it was no snapshot of one."""
    note: str = ""
    """What the person wrote about it, for the page of results."""

    @property
    def model(self) -> str:
        """The name of the model; of a snapshot with its step."""
        name = self.summary.name
        if self.trained_to is None:
            return name
        return tr("{model} at step {step}", model=name, step=numbers.count(self.trained_to))

    @property
    def written(self) -> Written | None:
        """The text that was written; None for a run."""
        return self.result if isinstance(self.result, Written) else None

    @property
    def ran(self) -> RunResult:
        """The run as the steps of the Inference tab show it."""
        match self.result:
            case Written() as written:
                return _read(written, self.summary.serial)
            case result:
                return result.as_run()

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """What the model said, as answers with probabilities."""
        match self.result:
            case Written():
                return ()
            case result:
                return result.ranked()

    @property
    def best(self) -> str:
        """The first answer of the first prediction; empty where it answers otherwise."""
        if self.written is not None:
            return " ".join(self.written.text.split())[:_LONGEST]
        predictions = self.predictions
        return (
            bare(predictions[0].candidates[0].text)
            if predictions and predictions[0].candidates
            else ""
        )

    @property
    def step(self) -> Step:
        """What was asked and what came of it, as words and Python tell it."""
        result = self.result.result if isinstance(self.result, Written) else self.result
        return Step(result.request, result, self.summary)

    @property
    def changed(self) -> str:
        """What was changed in the model meanwhile: `2 heads off, patched`; empty for nothing."""
        ran = self.ran
        return changes(ran.silenced, ran.patch)


class RunHistory(QObject):
    """The newest run first. `changed` fires when one is added, renamed or removed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs: deque[PastRun] = deque(maxlen=MOST_RUNS)
        self._later: tuple[SavedRun, ...] = ()
        self._next = 1
        self._under_way = 0
        self.step_of: Callable[[ModelSummary], int | None] = lambda summary: None
        """Which step of a training a model is."""

    @property
    def later(self) -> tuple[SavedRun, ...]:
        """Runs of another time that were not run in this session yet: there are no results."""
        return self._later

    def bring(self, runs: tuple[SavedRun, ...]) -> None:
        """Runs that were kept with a desk."""
        self._later = runs
        self.changed.emit()

    def drop(self, run: SavedRun) -> None:
        """Forget a run of another time."""
        self.bring(tuple(saved_run for saved_run in self._later if saved_run is not run))

    @property
    def runs(self) -> tuple[PastRun, ...]:
        """All that are kept, the newest first."""
        return tuple(self._runs)

    def keep(self, result: RunResult | Answer, summary: ModelSummary) -> PastRun:
        """One more run, or one in the place of what was still being typed."""
        live = is_live(result.request)
        run = PastRun(
            self._next,
            _named(result.as_run()),
            datetime.now(),
            summary,
            result,
            passing=live,
            trained_to=self.step_of(summary),
        )
        last = self._runs[0] if self._runs else None
        if last is not None and _takes_place(run, last):
            self._runs.popleft()
            self._next = last.number
            run = replace(run, number=last.number)
        self._next += 1
        self._runs.appendleft(run)
        self._later = tuple(
            saved_run for saved_run in self._later if saved_run.request != result.request
        )
        self.changed.emit()
        return run

    def keep_text(self, result: Generated, summary: ModelSummary) -> PastRun | None:
        """A text that was written, or one more step of the one under way; None while it is empty.

        Steps and branches of one text are one entry.
        """
        begun = beginning(result.request)
        known = self.find(self._under_way) if begun is None else None
        if known is not None and known.written is not None:
            grown = replace(known, result=known.written.grown(result))
            self._replace([grown if run.number == known.number else run for run in self._runs])
            return grown
        if not result.tokens:
            self._under_way = 0
            return None
        begun = begun or Generate(_prompt(result))
        written = Written(begun, (result,))
        named = _named(_read(written, summary.serial))
        past_run = PastRun(
            self._next,
            tr("Written: {text}", text=named),
            datetime.now(),
            summary,
            written,
            trained_to=self.step_of(summary),
        )
        self._under_way, self._next = self._next, self._next + 1
        self._runs.appendleft(past_run)
        self._later = tuple(saved_run for saved_run in self._later if saved_run.request != begun)
        self.changed.emit()
        return past_run

    def go_on_with(self, number: int) -> None:
        """Further steps belong to this text."""
        self._under_way = number

    def rename(self, number: int, name: str) -> None:
        """Call a run otherwise; an empty name changes nothing."""
        if name.strip():
            self._replace(
                [
                    replace(run, name=name.strip(), passing=False) if run.number == number else run
                    for run in self._runs
                ]
            )

    def annotate(self, number: int, note: str) -> None:
        """Keep what the person writes about a run, which is then no longer replaced by the next."""
        self._replace(
            [
                replace(run, note=note, passing=False) if run.number == number else run
                for run in self._runs
            ]
        )

    def remove(self, number: int) -> None:
        """Forget a run."""
        self._replace([run for run in self._runs if run.number != number])

    def same(self, ran: RunResult, serial: int) -> PastRun | None:
        """The run of the same request, with the same heads off and the same patch."""
        return next(
            (
                run
                for run in self._runs
                if run.summary.serial == serial
                and isinstance(run.result, RunResult)
                and (run.result.request, run.result.silenced, run.result.patch)
                == (ran.request, ran.silenced, ran.patch)
            ),
            None,
        )

    def find(self, number: int) -> PastRun | None:
        """The run of this number, None where it was dropped."""
        return next((run for run in self._runs if run.number == number), None)

    def _replace(self, runs: list[PastRun]) -> None:
        self._runs = deque(runs, maxlen=MOST_RUNS)
        self.changed.emit()


def _takes_place(run: PastRun, last: PastRun) -> bool:
    """Whether the run before was only passed: what is typed on, or a slider that moves on."""
    before, now = last.summary, run.summary
    if not last.passing or not (before.serial == now.serial or another_step(before, now)):
        return False
    same = last.result.request == run.result.request and before.serial == now.serial
    soon = (run.when - last.when).total_seconds() < SEEN_SECONDS
    return same or (run.passing and soon)


def _prompt(result: Generated) -> str:
    return byte_pieces.joined(result.prompt)


def _read(written: Written, serial: int) -> RunResult:
    """What a text began with, as the steps of a run tell it."""
    result, asked = written.result, written.request
    texts = (asked.text,) if asked.text else ()
    ids = (asked.input_ids,) if asked.input_ids else ()
    return RunResult(
        request=Run(texts, ids),
        model_serial=serial,
        rows=(result.prompt,),
        inputs=(),
        outputs=(),
        predictions=(),
        note="",
        seconds=result.seconds,
        silenced=result.silenced,
    )


def _named(ran: RunResult) -> str:
    texts = tuple(dict.fromkeys(ran.texts))
    if texts and texts[0].strip():
        text = " ".join(texts[0].split())
        more = f" (+{len(texts) - 1})" if len(texts) > 1 else ""
    elif texts:
        text, more = tr("An empty text"), ""
    else:
        text, more = _ids(ran.rows[0] if ran.rows else ()), ""
    changed = changes(ran.silenced, ran.patch)
    if changed:
        more += f" · {changed[:1].lower()}{changed[1:]}"
    return (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…") + more


def _ids(row: tuple[Token, ...]) -> str:
    return "IDs " + " ".join(str(token.id) for token in row[:12])
