"""Step 1 of a run: the texts, a picture or a sound, what the task asks besides, and Run."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.app.inference.mode_switch import ModeSwitch
from explorer.app.theme import Theme
from explorer.features.inputs.view.example_menu import ExampleMenu
from explorer.features.inputs.view.task_inputs import ABOUT_FILE, FIRST_LINE, PAIRED, TaskInputs
from explorer.features.inputs.view.text_rows import TextRows
from explorer.features.inputs.view.without_tokenizer import WithoutTokenizer
from explorer.features.media.protocol import RunOnFile
from explorer.features.media.view import MediaInput
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Run
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.flow_line import FlowLine

WRITTEN = 20
"""Tokens that a decoder may write about a picture or a sound at one press."""

_FIRST_LINE = tr("Type a sentence for the model")


class TextCard(Card):
    """The controls of the first step; the Inference tab connects them. `history` is its button."""

    def __init__(self, look: Theme, history: QWidget) -> None:
        super().__init__(tr("Text"), number="1")
        self._summary: ModelSummary | None = None
        self._alone = False
        self.history = history
        self.mode = ModeSwitch()
        self.examples = ExampleMenu()
        self.pairs = button(tr("Pairs"), "link", name="pairsButton")
        self.pairs.setAccessibleName(tr("Pairs: a text B under each text"))
        self.pairs.setToolTip(tr("Give the model two texts at once: text A and text B"))
        self.pairs.setCheckable(True)
        self.more = button(
            tr("+ sentence"), "link", name="addTextButton", tip=tr("Run several as one batch")
        )
        for switch in (history, self.examples, self.pairs, self.more):
            self.head.add_control(switch)
        self.media = MediaInput(look)
        self.add(self.media)
        self.without = WithoutTokenizer()
        self.add(self.without)
        self.rows = TextRows(look=look)
        self.pairs.toggled.connect(self.rows.set_paired)
        self.more.clicked.connect(self.rows.add_row)
        self.run_button = button(
            tr("Run  ⏎"), "primary", name="runButton", tip=tr("Run the model (Return)")
        )
        self.run_button.setAccessibleName(tr("Run"))
        self.line = FlowLine(self.rows)
        self.line.add(self.run_button)
        self.write_button = button(tr("Let it write"), name="writeAboutFile")
        self.write_button.setToolTip(
            tr(
                "Up to {count} tokens, the likeliest each time. Run asks for the next one alone",
                count=WRITTEN,
            )
        )
        self.write_button.hide()
        self.line.add(self.write_button)
        self.add(self.line)
        self.again = label(role="warning", wrap=True, name="historyTold")
        self.again.hide()
        self.add(self.again)
        self.inputs = TaskInputs(look)
        self.add(self.inputs)
        self._generating = self._quick = self._is_previous = False
        self.live = button(tr("Live"), "link", name="liveButton")
        self.live.setCheckable(True)
        self.live.setChecked(True)
        self.live.setToolTip(
            tr("This model is quick enough to run while you type. Off: it waits for Run")
        )
        self.live.hide()
        self.previous = button("", "link", name="previousText")
        self.previous.setToolTip(tr("What is shown below belongs to another text. Run this one"))
        self.previous.clicked.connect(self.run_button.click)
        self.previous.hide()
        self._modes = FlowLayout(gap=8)
        self._modes.addWidget(self.mode)
        self._modes.add_right(self.live)
        self._modes.add_right(self.previous)
        self.body.addLayout(self._modes)

    def put_line_back(self) -> None:
        """Take the line of text and the mark back, after they were shown elsewhere."""
        self.body.insertWidget(self.body.indexOf(self.without) + 1, self.line)
        self._modes.add_right(self.previous)

    def show_model(self, summary: ModelSummary) -> None:
        """Ask for what this model is given."""
        self._summary = summary
        self.inputs.show_task(ABOUT_FILE if summary.says else summary.task)
        self.inputs.take_ids(not summary.tokenizer)
        self.write_button.setVisible(summary.says)
        self.rows.first.setPlaceholderText(FIRST_LINE.get(summary.task, _FIRST_LINE))
        self.without.show_model(summary)
        reads_text = "text" in summary.reads and bool(summary.tokenizer)
        first = next(iter(summary.reads), "text")
        title = tr("Input IDs") if first == "text" and not reads_text else numbers.capital(first)
        self.title.setText(f"1  {title}")
        self.setAccessibleName(title)
        self.line.show_wide(reads_text)
        self.examples.show_model(summary)
        if not reads_text and first == "text":
            self.examples.hide()
        self._offer(generating=False)

    def show_generating(self, *, generating: bool) -> None:
        """Writing goes on from one text; a run takes all that the task asks for."""
        task = self._summary.task if self._summary is not None else ""
        says = self._summary is not None and self._summary.says
        self.inputs.show_task("" if generating else ABOUT_FILE if says else task)
        self.run_button.setVisible(not generating)
        self.write_button.setVisible(says and not generating)
        self._offer(generating=generating)

    def only_runs(self, widget: QWidget) -> bool:
        """Whether a control belongs to a run, and is hidden while a text is written."""
        buttons = (self.run_button, self.write_button, self.more, self.pairs)
        return widget in (
            *buttons,
            self.live,
            self.previous,
            self.inputs,
        ) or self.inputs.isAncestorOf(widget)

    def _offer(self, *, generating: bool) -> None:
        summary = self._summary
        run = summary is not None and not generating and not self._alone
        self._generating = generating
        task = summary.task if summary is not None else ""
        reads = summary.reads if summary is not None and summary.tokenizer else ()
        joins = summary is not None and summary.pairs and reads == ("text",)
        self.more.setVisible(run and "text" in reads and task not in FIRST_LINE)
        self.pairs.setVisible(run and joins and task in PAIRED)
        self._mark()

    def _mark(self) -> None:
        """Live and the previous text are about runs, not about a text being written."""
        self.live.setVisible(self._quick and not self._generating)
        self.previous.setVisible(self._is_previous and not self._generating)

    def show_alone(self, on: bool) -> None:
        """Show the line and Run without what else can be done with a text."""
        self.head.setEnabled(not on)
        for widget in (self.title, self.hint, self.history, self.examples, self.mode):
            widget.setVisible(not on)
        self._alone = on
        self._offer(generating=False)

    def show_live(self, *, quick: bool, on: bool) -> None:
        """Say whether the runs follow the typing, where the model is quick enough."""
        self._quick = quick
        self.live.setText(tr("● Live") if on else tr("○ Live"))
        self._mark()

    def show_previous(self, *, is_previous: bool) -> None:
        """Say that what is shown belongs to another text than the one typed."""
        reads = self._summary.reads if self._summary is not None else ("text",)
        self.previous.setText(
            tr("Previous text · Run ⏎") if reads == ("text",) else tr("Previous input · Run ⏎")
        )
        self._is_previous = is_previous
        self._mark()

    def asked(self) -> Request:
        """The run of the lines of text, with what their task is given besides."""
        texts, pairs = self.rows.texts, self.rows.pairs
        plain = Run(texts=texts, pairs=pairs)
        return plain if pairs else self.inputs.request(texts) or plain

    def missing_about_file(self) -> str:
        """What is missing for a run on a file, as a sentence; it gets the focus."""
        if not self.media.path:
            self.media.choose.setFocus()
            return tr("Choose a {medium} first, or take the example.", medium=self.media.medium)
        self.inputs.target.setFocus()
        return tr("Without a tokenizer the beginning of the answer is input IDs, such as 5 12.")

    def asked_about_file(self, write: int = 0) -> RunOnFile | None:
        """The run on the chosen file; None where something is missing.

        `write` is how many tokens a decoder may write about it.
        """
        about = self._summary
        texts = self.rows.texts if about is not None and "text" in about.reads else ()
        begun = self.inputs.begun() if about is not None and about.says else ("", ())
        if not self.media.path or begun is None:
            return None
        text, ids = begun
        return RunOnFile(
            self.media.path, texts, target=text, target_ids=ids, write=write, fit=self.media.fit
        )

    def show_texts(self, texts: tuple[str, ...], pairs: tuple[str, ...] = ()) -> None:
        """Show these texts as those that are run, alone or with their texts B."""
        self.rows.set_texts(texts, pairs)
        self.pairs.setChecked(self.rows.paired)
