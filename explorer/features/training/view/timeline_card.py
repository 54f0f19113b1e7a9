"""The training timeline: back to any snapshot, one text through all of them, and inside."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from explorer.app.theme import Theme
from explorer.features.training.protocol import RunSnapshots, SnapshotAnswers
from explorer.features.training.view.training_run import TrainingRun
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.accessibility import EntryLine
from explorer.widgets.blocks import Card, button, label, packed, with_names
from explorer.widgets.dot_slider import StepSlider
from explorer.widgets.fading import Veil
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.map_grid import MapGrid
from explorer.widgets.responsive_pair import ResponsivePair

_WORDS = 4
"""Answers that are shown of each snapshot."""


class TimelineCard(Card):
    """`look_wanted` and `save_wanted` carry the step, `wanted` a request for the model's lane."""

    look_wanted = Signal(int)
    save_wanted = Signal(int)
    wanted = Signal(object)

    def __init__(self, look: Theme, run: TrainingRun) -> None:
        super().__init__(tr("Training timeline"), tr("go back to any snapshot and look inside"))
        self.setObjectName("trainTimeline")
        self._run = run
        self._step: int | None = None
        self._asked = ""
        self.moments = StepSlider(look, "trainMoments", tr("Training timeline"))
        self.moments.moved.connect(self._move)
        self.add(self.moments)
        row = FlowLayout(gap=8)
        self.look_inside = button("", name="trainLook")
        self.look_inside.clicked.connect(self._look)
        self.save = button("", "link", name="trainSave")
        self.save.clicked.connect(self._save)
        self.cost = label(role="muted", name="trainCost")
        self.forget = button(tr("Delete the snapshots"), "link", name="trainForget")
        self.forget.clicked.connect(run.forget)
        stays = self.forget.sizePolicy()
        stays.setRetainSizeWhenHidden(True)  # at the end of a training nothing moves to another row
        self.forget.setSizePolicy(stays)
        row.addWidget(self.cost)
        row.addWidget(self.forget)
        row.add_right(self.save)
        row.add_right(self.look_inside)
        self.add_layout(row)
        self.line = with_names(EntryLine(), "trainProbe", tr("A text for every snapshot"))
        self.line.setPlaceholderText(tr("A text for every snapshot"))
        self.line.returnPressed.connect(self._ask)
        self.line.textChanged.connect(self._mark_previous)
        self.previous = button(tr("Previous text · Run ⏎"), "link", name="trainPrevious")
        self.previous.setToolTip(tr("What is shown below belongs to another text. Use this one"))
        self.previous.clicked.connect(self._ask)
        # It takes of the width of the line alone: nothing below moves while somebody types.
        self.previous.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.previous.hide()
        asked = QHBoxLayout()
        asked.addWidget(self.line, 1)
        asked.addWidget(self.previous)
        self.add_layout(asked)
        self.answer = label(wrap=True, name="trainAnswer")
        words = QWidget()
        packed(QVBoxLayout(words), self.answer).addStretch(1)
        self.heads = MapGrid(look, "trainHeads", tr("Attention of every head"))
        self.heads_note = label(
            tr("Attention: one row for each layer, one column for each head"),
            "muted",
            wrap=True,
            name="trainHeadsNote",
        )
        maps = QWidget()
        packed(QVBoxLayout(maps), self.heads_note, self.heads, gap=4)
        self._veils = Veil(words), Veil(maps)
        self.add(ResponsivePair(look, words, maps, 34))

    @property
    def step(self) -> int:
        """The snapshot that is chosen."""
        return self.moments.value()

    def begin(self, text: str) -> None:
        """Another training: follow it, with a text to put through its snapshots."""
        self._step = None
        self._asked = ""
        self.line.setText(text)
        self.line.setCursorPosition(0)  # a long text is read from its beginning
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show the snapshots that were kept, and what the chosen one answers."""
        stored, progress = self._run.steps_kept, self._run.progress
        started = self._run.started
        steps = started.settings.steps if started is not None else 0
        self.setVisible(bool(stored))
        if not stored or progress is None:
            return
        # Until a person chooses one it is the newest.
        step = self._step if self._step in stored else stored[-1]
        self.cost.setText(
            numbers.ntr(
                "{count} snapshot kept, {size}",
                "{count} snapshots kept, {size}",
                len(stored),
                size=numbers.bytes_(progress.snapshot_bytes),
            )
        )
        self.forget.setVisible(not self._run.busy)
        self.moments.show_steps(stored, progress.step, max(steps, progress.step), step)
        self._say()

    def show_step(self, step: int) -> None:
        """Have this one chosen."""
        self._step = step
        self.refresh()

    def follow(self) -> None:
        """Put the text through the snapshots, where that was not done yet."""
        if self._asked or self._is_stale:
            self._ask()

    @property
    def _is_stale(self) -> bool:
        through = self._run.through
        if through is None or through.request.text != self.line.text():
            return True
        return tuple(answers.step for answers in through.snapshots) != self._run.steps_kept

    @Slot(int)
    def _move(self, step: int) -> None:
        self._step = step
        self._say()
        if self._is_stale:
            self._ask()

    @Slot()
    def _ask(self) -> None:
        started, text = self._run.started, self.line.text().strip()
        if started is not None and text and self._run.steps_kept and text != self._asked:
            self._asked = text
            self.wanted.emit(RunSnapshots(started.training, text))

    def answered(self) -> None:
        """The text has been put through them."""
        self._asked = ""
        self._say()

    @Slot()
    def _look(self) -> None:
        self.look_wanted.emit(self.step)

    @Slot()
    def _save(self) -> None:
        self.save_wanted.emit(self.step)

    def _say(self) -> None:
        step = numbers.count(self.step)
        for push_button, text in (
            (self.look_inside, tr("Open step {step}", step=step)),
            (self.save, tr("Save step {step}…", step=step)),
        ):
            push_button.setText(text)
            push_button.setAccessibleName(text.rstrip("…"))
        self._mark_previous()
        answers = self.answers
        self.answer.setText(_words(answers) if answers is not None else "")
        has_maps = answers is not None and answers.attention.size > 0
        self.heads.setVisible(has_maps)
        self.heads_note.setVisible(has_maps)
        if answers is not None and has_maps:
            layers, heads = answers.attention.shape[:2]
            self.heads.show_maps(
                answers.attention,
                tr(
                    "step {step}: {layers} down, {heads} across",
                    step=step,
                    layers=numbers.ntr("{count} layer", "{count} layers", layers),
                    heads=numbers.ntr("{count} head", "{count} heads", heads),
                ),
            )

    @Slot()
    def _mark_previous(self) -> None:
        """Fade the answers to another text than the one that is typed, and say so."""
        through, text = self._run.through, self.line.text().strip()
        is_previous = through is not None and through.request.text.strip() != text
        for veil in self._veils:
            veil.lay(is_previous)
        self.previous.setVisible(is_previous)
        self.previous.setEnabled(bool(text))

    @property
    def answers(self) -> SnapshotAnswers | None:
        """What the chosen snapshot answers; None where no text was run through all of them."""
        through = self._run.through
        if through is None:
            return None
        return next((item for item in through.snapshots if item.step == self.step), None)


def _words(answers: SnapshotAnswers) -> str:
    """The first few answers with their probabilities."""
    pairs = zip(answers.words[:_WORDS], answers.probabilities[:_WORDS], strict=False)
    # Unbroken: a word stands with its number.
    return "  ·  ".join(
        f"{word.strip()}\N{NO-BREAK SPACE}{numbers.percent(float(share))}" for word, share in pairs
    )
