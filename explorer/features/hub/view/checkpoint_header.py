"""The head of a checkpoint's page: name, licence, task, fit, plan, revision, and the one button."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from explorer.app.theme import Theme
from explorer.features.hub.protocol.checkpoint_page import CheckpointPage, Revision
from explorer.features.hub.protocol.fit import Fit
from explorer.features.hub.protocol.transfer import DownloadPlan
from explorer.features.hub.view import hub_texts
from explorer.text.translation import tr
from explorer.widgets.blocks import Card, button, label, set_role
from explorer.widgets.elided import ChipButton, ElidedLabel
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.small_controls import ChoiceBox, set_tip


class CheckpointHeader(Card):
    """`revision_chosen` carries a branch or tag; `remedy_chosen` the name of a small button."""

    revision_chosen = Signal(str)
    remedy_chosen = Signal(str)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("checkpointHeader")
        self._look = look
        first = FlowLayout(gap=8)
        self.name = ElidedLabel(role="title", name="checkpointName")
        self.licence = label(role="chip", name="checkpointLicence")
        self.task = label(role="chip", name="checkpointTask")
        self.revision = ChoiceBox()
        self.revision.setObjectName("revisionBox")
        self.revision.setAccessibleName(tr("Revision"))
        self.revision.setToolTip(tr("Revision: a branch or a tag of this checkpoint"))
        self.revision.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.revision.activated.connect(self._revision)
        self.download = button(tr("Download and open"), "primary", name="downloadButton")
        for widget in (self.name, self.licence, self.task):
            first.addWidget(widget)
        first.add_right(self.download)
        self.add_layout(first)
        second = FlowLayout(gap=8)
        self.fit = ChipButton("fitChip")
        self.fit.setCheckable(True)
        self.fit.setToolTip(tr("Show the arithmetic"))
        self.format = label(role="chip", name="checkpointFormat")
        self.commit = label(role="muted", name="checkpointCommit")
        second.addWidget(self.fit)
        second.addWidget(self.format)
        together = QWidget()
        line = QHBoxLayout(together)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(self.revision)
        line.addWidget(self.commit)
        second.add_right(together)
        self.add_layout(second)
        self.plan = label("", "muted", wrap=True, name="planSentence")
        self.add(self.plan)
        self.reason = label("", "warning", wrap=True, name="downloadReason")
        self.add(self.reason)
        self._remedies = QWidget()
        self._row = FlowLayout(self._remedies, gap=6)
        self.add(self._remedies)
        self.remedies: dict[str, QWidget] = {}
        for key, text in (
            ("own", ""),
            ("retry", tr("Ask the Hub again")),
            ("sign-in", tr("Sign in…")),
            ("web", tr("Open its page in the browser")),
            ("space", tr("Free some space")),
        ):
            push_button = button(text, name=f"checkpointRemedy.{key}")
            push_button.setProperty("remedy", key)
            push_button.clicked.connect(self._remedy)
            self._row.addWidget(push_button)
            self.remedies[key] = push_button
        look.changed.connect(self._size)
        self._size()
        self.show_name("")

    @Slot()
    def _size(self) -> None:
        self.revision.setFixedWidth(self._look.units(96))

    @Slot()
    def _revision(self) -> None:
        self.revision_chosen.emit(self.revision.currentData())

    @Slot()
    def _remedy(self) -> None:
        self.remedy_chosen.emit(cast(Any, self.sender()).property("remedy"))

    # -- showing -----------------------------------------------------------------------------

    def show_name(self, name: str, kept_revisions: bool = False) -> None:
        """Start over with a name: nothing else is known yet."""
        self.name.say(name)
        for widget in (self.licence, self.task, self.format, self.commit, self.fit):
            widget.hide()
        if not kept_revisions:
            self.revision.clear()
            self.revision.hide()
        self.say("")

    def say(self, sentence: str) -> None:
        """Say what is being done, or what a download would bring."""
        self.plan.setText(sentence)
        self.plan.setVisible(bool(sentence))

    def show_page(self, page: CheckpointPage) -> None:
        """Show what the page says."""
        self.name.say(page.checkpoint)
        _chip(self.licence, page.row.licence)
        _chip(self.task, page.row.task)
        self.commit.setText(f"@ {page.commit[:7]}")
        self.commit.setToolTip(tr("Commit {commit}", commit=page.commit))
        self.commit.show()
        self._show_revisions(page)

    def _show_revisions(self, page: CheckpointPage) -> None:
        known = page.revisions
        if all(revision.name != page.revision for revision in known):
            known = (Revision(page.revision, page.commit, "branch"), *known)
        self.revision.clear()
        for item in known:
            text = item.name if item.kind == "branch" else tr("{name} (tag)", name=item.name)
            self.revision.addItem(text, item.name)
        self.revision.setCurrentIndex(self.revision.findData(page.revision))
        self.revision.setVisible(True)
        self.revision.setEnabled(len(known) > 1)

    def show_fit(self, page: CheckpointPage, fit: Fit | None) -> None:
        """Say how large it is and whether it fits."""
        role = hub_texts.FIT_ROLES[fit.verdict] if fit is not None else ""
        set_role(self.fit, f"fit-{role}" if role else "fit")
        self.fit.say(f"{hub_texts.fit_chip(page, fit)} ▾")
        sentence = fit.sentence if fit is not None else ""
        self.fit.setToolTip("\n".join(filter(None, (sentence, tr("Press for the arithmetic.")))))
        self.fit.show()

    def show_plan(self, plan: DownloadPlan) -> None:
        """Say what a download would bring."""
        self.say(hub_texts.plan_sentence(plan))
        text, role = hub_texts.weights_chip(plan)
        _chip(self.format, text)
        set_role(self.format, f"chip-{role}" if role else "chip")

    def offer(self, text: str, enabled: bool, reason: str, *remedies: str) -> None:
        """The button, why it cannot be pressed, and what may help."""
        self.download.setText(text)
        self.download.setAccessibleName(f"{text} {self.name.text()}".strip())
        self.download.setEnabled(enabled)
        set_tip(self.download, reason)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        for key, widget in self.remedies.items():
            widget.setVisible(key in remedies)
        self._remedies.setVisible(bool(remedies))

    def name_remedy(self, text: str) -> None:
        """The button for what helps with one failure alone."""
        push_button = cast(Any, self.remedies["own"])
        push_button.setText(text)
        push_button.setAccessibleName(text)


def _chip(chip: QWidget, text: str) -> None:
    cast(Any, chip).setText(text)
    chip.setVisible(bool(text))
