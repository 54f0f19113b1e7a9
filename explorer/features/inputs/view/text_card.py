"""Step 1 of a run: the texts, a picture or a sound, what the task asks besides, and Run."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from explorer.app.inference.mode_switch import Mode, ModeSwitch
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
from explorer.widgets.small_controls import set_tip

WRITTEN = 20
"""Tokens that a decoder may write about a picture or a sound at one press."""

_FIRST_LINE = tr("Type a sentence for the model")


class TextCard(Card):
    """The controls of the first step; the Inference tab connects them. `history` is its button."""

    def __init__(self, look: Theme, history: QWidget) -> None:
        super().__init__(tr("Text"), number="1")
        self._mode: Mode = "flow"
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
        # What not every model has comes first: the others keep their place at the right end.
        for switch in (self.more, self.pairs, self.examples, history):
            self.head.add_control(switch)
        self.media = MediaInput(look)
        self.add(self.media.buttons)
        self.without = WithoutTokenizer()
        self.add(self.without)
        self.rows = TextRows(look=look)
        self.pairs.toggled.connect(self.rows.set_paired)
        self.more.clicked.connect(self.rows.add_row)
        self.run_button = button(tr("Run  ⏎"), "primary", name="runButton")
        self.run_button.setAccessibleName(tr("Run"))
        self.line = FlowLine(self.rows)
        self.line.add(self.run_button)
        self.write_button = button(tr("Let it write"), name="writeAboutFile")
        self.write_button.hide()
        self.line.add(self.write_button)
        self.add(self.line)
        self.add(self.media)
        self.again = label(role="warning", wrap=True, name="historyTold")
        self.again.hide()
        self.add(self.again)
        self.inputs = TaskInputs(look)
        self.add(self.inputs)
        self._quick = self._is_previous = False
        self._of_chat: tuple[QWidget, ...] = ()
        self.live = button(tr("Live"), "link", name="liveButton")
        self.live.setCheckable(True)
        self.live.setChecked(True)
        self.live.setToolTip(
            tr("This model is quick enough to run while you type. Off: it waits for Run")
        )
        self.live.hide()
        self.previous = button("", "link", name="previousText")
        self.previous.hide()
        self.allow_run("")
        self.picture = button(tr("Show as picture"), "link", name="writtenPicture")
        self.picture.setCheckable(True)
        self.picture.setToolTip(
            tr("Draw the text while it is written: each token that is chosen adds a row")
        )
        self.picture.hide()
        self._modes = FlowLayout(gap=8)
        self._modes.addWidget(self.mode)
        self._modes.add_right(self.previous)
        self._modes.add_right(self.live)
        self._modes.add_right(self.picture)
        self.body.addLayout(self._modes)

    def _name(self, summary: ModelSummary) -> None:
        first = next(iter(summary.reads), "text")
        ids = first == "text" and not self._reads_text
        titles = {"text": tr("Text"), "picture": tr("Picture"), "sound": tr("Sound")}
        title = tr("Input IDs") if ids else titles.get(first, numbers.capital(first))
        if first == "text" and not ids and self._runs:
            title = FIRST_LINE.get(summary.task, title)
        chats = self._mode == "chat"
        self.title.setText(tr("Chat") if chats else f"1  {title}")
        self.setAccessibleName(tr("Chat") if chats else title)

    @property
    def _reads_text(self) -> bool:
        summary = self._summary
        return summary is not None and "text" in summary.reads and bool(summary.tokenizer)

    def add_chat(self, first: QWidget, tools: tuple[QWidget, ...]) -> None:
        """What a conversation begins with, and its tools; in Chat they are where the text and
        what can be done with it are in other modes, so that the modes keep their place."""
        self._of_chat = (first, *tools)
        self.body.insertWidget(self.body.indexOf(self.line), first)
        for tool in tools:
            self.head.add_control(tool, self.history)
        for widget in self._of_chat:
            widget.hide()

    def give_line(self) -> FlowLine:
        """The line of text, to be shown elsewhere; with the file that runs, which is not in it
        otherwise."""
        self.line.add(self.media.picture, first=True)
        self.line.show_wide(self._reads_text)
        return self.line

    def put_line_back(self) -> None:
        """Take the line of text and the mark back, after they were shown elsewhere."""
        self.line.remove(self.media.picture)
        self.media.put_picture_back()
        self.body.insertWidget(self.body.indexOf(self.without) + 1, self.line)
        self.line.setHidden(self._mode == "chat")
        self._modes.add_right(self.previous)

    def show_model(self, summary: ModelSummary) -> None:
        """Ask for what this model is given."""
        self._summary = summary
        self.inputs.show_task(ABOUT_FILE if summary.says else summary.task)
        self.inputs.take_ids(not summary.tokenizer)
        self._place_inputs(summary)
        self.write_button.setVisible(summary.says)
        self.rows.first.setPlaceholderText(FIRST_LINE.get(summary.task, _FIRST_LINE))
        self.without.show_model(summary)
        self._name(summary)
        self.line.show_wide(self._reads_text)
        self.examples.show_model(summary)
        self._offer()

    def _place_inputs(self, summary: ModelSummary) -> None:
        """What a run is given beside the text comes before the modes; where it goes in Write, below
        them: they keep their place."""
        self.body.removeWidget(self.inputs)
        below = summary.task == "text-to-text"
        place = self.body.count() if below else self.body.indexOf(self._modes)
        self.body.insertWidget(place, self.inputs)

    def show_mode(self, mode: Mode, *, talks: bool = True) -> None:
        """Writing continues from one text; a run takes all that the task asks for; a conversation
        has its own field, where the model `talks`."""
        self._mode = mode
        chats, runs = mode == "chat", mode not in ("write", "chat")
        task = self._summary.task if self._summary is not None else ""
        says = self._summary is not None and self._summary.says
        self.inputs.show_task(ABOUT_FILE if runs and says else task if runs else "")
        high = self.line.sizeHint().height()
        self.run_button.setVisible(runs)
        self.write_button.setVisible(says and runs)
        self.line.setHidden(chats)
        for widget in self._of_chat:
            widget.setVisible(chats and talks and not self._alone)
        if chats and self._of_chat:  # as high as the lines whose place they take
            first, tool, *_ = self._of_chat
            first.setMinimumHeight(high)
            tool.setMinimumHeight(self.examples.sizeHint().height())
        if self._summary is not None:
            self._name(self._summary)
        self._offer()

    def only_runs(self, widget: QWidget) -> bool:
        """Whether a control belongs to a run, and is hidden while a text is written."""
        buttons = (self.run_button, self.write_button, self.more, self.pairs)
        return widget in (
            *buttons,
            self.live,
            self.inputs,
        ) or self.inputs.isAncestorOf(widget)

    def _offer(self) -> None:
        summary = self._summary
        run = summary is not None and self._runs and not self._alone
        task = summary.task if summary is not None else ""
        reads = summary.reads if summary is not None and summary.tokenizer else ()
        joins = summary is not None and summary.pairs and reads == ("text",)
        self.more.setVisible(run and "text" in reads and task not in FIRST_LINE)
        self.pairs.setVisible(run and joins and task in PAIRED)
        ids = summary is not None and summary.reads[:1] == ("text",) and not self._reads_text
        examples = self.examples.any and self._mode != "chat" and not ids
        self.examples.setVisible(examples and not self._alone)
        self._mark()

    @property
    def _runs(self) -> bool:
        return self._mode not in ("write", "chat")

    def _mark(self) -> None:
        """Live is about runs; what belongs to another text is marked beside any text."""
        typed = self._summary is None or "text" in self._summary.reads
        self.live.setVisible(self._quick and self._runs and typed)
        self.picture.setVisible(self._mode == "write" and not self._alone)
        self.previous.setVisible(self._is_previous and self._mode != "chat")

    def show_alone(self, on: bool) -> None:
        """Show the line and Run without what else can be done with a text."""
        self.head.setEnabled(not on)
        for widget in (self.title, self.hint, self.history, self.examples, self.mode):
            widget.setVisible(not on)
        if on:  # a line of its own would be empty but for it
            self.line.add(self.live, first=True)
        else:
            self.line.remove(self.live)
            self._modes.add_right(self.live)
        self._alone = on
        self._offer()

    def show_live(self, *, quick: bool, on: bool) -> None:
        """Say whether the runs follow the typing, where the model is quick enough."""
        self._quick = quick
        self.live.setText(tr("● Live") if on else tr("○ Live"))
        self._mark()

    def show_previous(self, *, is_previous: bool) -> None:
        """Say that what is shown belongs to another text than the one typed."""
        summary = self._summary
        of_text = summary is None or (summary.reads == ("text",) and bool(summary.tokenizer))
        if self._mode == "write":
            self.previous.setText(tr("Previous text · Write ⏎"))
        else:
            self.previous.setText(
                tr("Previous text · Run ⏎") if of_text else tr("Previous input · Run ⏎")
            )
        self._is_previous = is_previous
        self._mark()

    def asked(self) -> Request:
        """The run of the lines of text, with what their task is given besides."""
        texts, pairs = self.rows.texts, self.rows.pairs
        plain = Run(texts=texts, pairs=pairs)
        return plain if pairs else self.inputs.request(texts) or plain

    def allow_run(self, missing: str) -> None:
        """Offer to run; or say what has to be written first."""
        for control, tip in (
            (self.run_button, tr("Run the model (Return)")),
            (
                self.write_button,
                tr(
                    "Up to {count} tokens, the likeliest each time. Run asks for the next one "
                    "alone",
                    count=WRITTEN,
                ),
            ),
            (self.previous, tr("What is shown below belongs to another text. Use this one")),
        ):
            why = missing if self._runs else ""
            control.setEnabled(not why)
            set_tip(control, why or tip)

    @property
    def missing_file(self) -> str:
        """What to choose before a run on a file, as a sentence; empty where one is chosen."""
        if self.media.path:
            return ""
        return (
            tr("Choose a picture first, or take the example.")
            if self.media.medium == "picture"
            else tr("Choose a sound first, or take the example.")
        )

    def missing_beginning(self) -> str:
        """That the beginning of the answer is no IDs, as a sentence; empty where it is fine."""
        summary = self._summary
        if summary is None or not summary.says or self.inputs.begun() is not None:
            return ""
        return tr(
            "Without a tokenizer, write the beginning of the answer as input IDs, such as 5 12."
        )

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
