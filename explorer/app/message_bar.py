"""The one place where failures are shown: a sentence, a remedy, details on demand.

It is over the lower edge of the window. What only confirms something goes by itself; a failure,
and whatever offers a button, stays until it is dismissed, something newer is shown, or what it
speaks of is past: its button's action was done from a menu, the lesson is on another page, or the
model that failed is gone.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QFontDatabase
from PySide6.QtWidgets import QFrame, QPlainTextEdit

from explorer.boundary.redaction import anonymous
from explorer.protocol.job import Done, Failed, Remedy, Request
from explorer.text.translation import tr
from explorer.widgets.announcement import announce
from explorer.widgets.blocks import Hint, button, label, set_role, with_names
from explorer.widgets.clipboard import copy
from explorer.widgets.dialog_frame import FramedDialog
from explorer.widgets.flow_layout import FlowLayout
from explorer.widgets.untrusted_text import shown

_NO_FAILURE = -1
"""The job id of a message that tells no failure."""
_SHORTEST_MS, _LETTER_MS = 6_000, 60
"""How long a confirmation is shown: to notice it, and for each letter to read."""


class MessageBar(QFrame):
    """Shows one message at a time, the newest. `remedy_wanted` carries the failure it mends.

    `held` carries a sentence that was not shown, because an audience is watching.
    """

    remedy_wanted = Signal(object)
    held = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("messageBar")
        self.setProperty("role", "message")
        self.setProperty("overlay", True)
        self._failed: Failed | None = None
        self._action: QAction | None = None
        self._quiet = False
        self._going = QTimer(self)
        self._going.setSingleShot(True)
        self._going.timeout.connect(self._go)
        row = FlowLayout(self, gap=8)
        row.setContentsMargins(12, 7, 12, 7)
        self.sentence = Hint(role="", name="messageSentence")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.sentence)
        self.remedy = button("", name="messageRemedy")
        self.details = button(tr("Details…"), "link", name="messageDetails")
        self.dismiss = button(tr("Dismiss"), "link", name="messageDismiss")
        self.remedy.clicked.connect(self._want_remedy)
        self.details.clicked.connect(self._show_details)
        self.dismiss.clicked.connect(self.clear)
        for push_button in (self.remedy, self.details, self.dismiss):
            row.add_right(push_button)
        self.hide()

    @property
    def failure(self) -> Failed | None:
        """The failure that is shown, None where there is none."""
        return self._failed if self._failed is not None and self._failed.job_id >= 0 else None

    def tell_failure(self, failed: Failed) -> None:
        """Show a failure until it is dismissed or something newer is shown."""
        self._failed = failed
        set_role(self, "message-info" if _loses_nothing(failed) else "message")
        remedy = None if _is_retried_in_place(failed) else failed.remedy
        self._tell(failed.sentence, remedy, bool(failed.details.strip()))

    def tell(self, sentence: str, remedy: Remedy | None = None) -> None:
        """Show something worth knowing that is no failure."""
        self._failed = Failed(_NO_FAILURE, Request(), sentence, remedy, "")
        set_role(self, "message-info")
        self._tell(sentence, remedy, False)

    def _tell(self, sentence: str, remedy: Remedy | None, details: bool) -> None:
        self._follow(remedy)
        self.sentence.style().unpolish(self.sentence)  # its colour depends on the bar's role
        self.sentence.style().polish(self.sentence)
        sentence = shown(sentence)
        self.sentence.setText(sentence)
        self.setAccessibleName(sentence)
        self.remedy.setVisible(remedy is not None)
        if remedy is not None:
            self.remedy.setText(remedy.label)
            self.remedy.setAccessibleName(remedy.label)
        self.details.setVisible(details)
        self._going.setInterval(_SHORTEST_MS + _LETTER_MS * len(sentence))
        self._begin_to_go()
        if self._quiet:
            self.held.emit(sentence)
            return
        self.show()
        announce(self, sentence, urgent=self.failure is not None)

    def be_quiet(self, on: bool) -> None:
        """Hold messages back, before an audience; the last one is shown when that ends."""
        self._quiet = on
        self.setVisible(not on and self._failed is not None)
        self._begin_to_go()

    @Slot()
    def clear(self) -> None:
        """Take the message away."""
        self._failed = None
        self._follow(None)
        self._going.stop()
        self.hide()

    def _follow(self, remedy: Remedy | None) -> None:
        """Go when somebody does in a menu what the button leads to."""
        if self._action is not None:
            self._action.triggered.disconnect(self.clear)
        name = remedy.action if remedy is not None else ""
        self._action = self.window().findChild(QAction, name) if name else None
        if self._action is not None:
            self._action.triggered.connect(self.clear)

    def dismiss_by_key(self) -> bool:
        """Take away what tells no failure, and whether there was any."""
        is_one = self.isVisible() and self.failure is None
        if is_one:
            self.clear()
        return is_one

    def leave_page(self) -> None:
        """Take away what was about the page before: all but what failed meanwhile elsewhere."""
        failed = self.failure
        if failed is None or failed.request.needs_model:
            self.clear()

    @Slot()
    def drop_failure_of_model(self) -> None:
        """Take away the failure of something that was done with a model: another one is there.

        What failed without a request of its own, such as a broken lesson, is about no model.
        """
        failed = self.failure
        if failed is None or type(failed.request) is Request:
            return
        if failed.request.needs_model:
            self.clear()

    def take_back(self, sentence: str) -> None:
        """Take away this message, where it is still the one that is shown."""
        if self._failed is not None and self._failed.sentence == sentence:
            self.clear()

    @Slot(object)
    def drop_failure_of(self, done: Done) -> None:
        """Take away the failure of what has now been done: its input is another one."""
        failed, kind = self.failure, done.request.replaces
        if failed is not None and kind is not None and failed.request.replaces == kind:
            self.clear()

    def drop(self, action: str) -> None:
        """Take away the message whose button leads there: somebody is there already."""
        failed = self._failed
        if failed is not None and failed.remedy is not None and failed.remedy.action == action:
            self.clear()

    @property
    def _only_confirms(self) -> bool:
        failed = self._failed
        if failed is None:
            return False
        confirms = failed.job_id == _NO_FAILURE and failed.remedy is None
        return confirms or _is_retried_in_place(failed)

    @property
    def is_going(self) -> bool:
        """Whether it goes by itself."""
        return self._going.isActive()

    def _begin_to_go(self) -> None:
        self._going.stop()
        if self._only_confirms and not self._quiet:
            self._going.start()

    @Slot()
    def _go(self) -> None:
        """Go, unless somebody is at it: then soon after."""
        focus = self.window().focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._going.start()
        else:
            self.clear()

    @Slot()
    def _want_remedy(self) -> None:
        failed = self._failed
        self.clear()
        if failed is not None:
            self.remedy_wanted.emit(failed)

    @Slot()
    def _show_details(self) -> None:
        if self._failed is not None:
            DetailsDialog(self._failed, self).open()


def _loses_nothing(failed: Failed) -> bool:
    """Whether the Hub did not answer a question: no alarm, only something to try again."""
    from explorer.features.hub.protocol.request import HubRequest
    from explorer.protocol.failures.connection import DOWNLOADED, TRY_AGAIN

    asked = isinstance(failed.request, HubRequest)
    return asked and failed.remedy in (TRY_AGAIN, DOWNLOADED)


class DetailsDialog(FramedDialog):
    """What a person who reports a failure would want to copy."""

    def __init__(self, failed: Failed, parent: MessageBar) -> None:
        super().__init__(parent, "detailsDialog", tr("Details"))
        self.page.add(label(failed.sentence, wrap=True))
        self.text = with_names(
            QPlainTextEdit(anonymous(failed.details)), "detailsText", tr("Details of the failure")
        )
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        # A traceback is read by its indents: letters of one width, and no line is broken.
        self.text.setProperty("role", "code")
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setMinimumHeight(self.fontMetrics().height() * 8)
        self.page.add(self.text, 1)
        self.copy = button(tr("Copy"), name="copyDetails")
        self.copy.clicked.connect(self._copy)
        close = button(tr("Close"), "primary", name="closeDetails")
        close.clicked.connect(self.reject)
        self.finish((self.copy,), (close,))
        self.fit(90, 26)

    @Slot()
    def _copy(self) -> None:
        copy(self.text.toPlainText())


def _is_retried_in_place(failed: Failed) -> bool:
    """Whether the page that asked says itself what happened, and has the button to ask again."""
    # Here, because nothing of a failure is needed for the first paint.
    from explorer.protocol.failures.connection import TRY_AGAIN

    return failed.request.retried_in_place and failed.remedy == TRY_AGAIN
