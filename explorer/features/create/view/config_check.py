"""Having the settings judged while a person types: after a pause, and only the newest counts."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from explorer.features.create.protocol.config import CheckConfig, ConfigVerdict
from explorer.features.create.view.config_draft import ConfigDraft
from explorer.features.create.view.footprint_details import FootprintDetails
from explorer.protocol.job import Failed, Request
from explorer.widgets.timer import single_shot

_TYPING_PAUSE_MS = 150


class ConfigCheck(QObject):
    """`wanted` carries the request; `verdict` is the last answer, whatever it was about."""

    wanted = Signal(object)

    def __init__(self, draft: ConfigDraft, details: FootprintDetails, parent: QObject) -> None:
        super().__init__(parent)
        self.verdict: ConfigVerdict | None = None
        self.failure = ""
        self._draft, self._details = draft, details
        self._asked: CheckConfig | None = None
        self._typing = single_shot(self, _TYPING_PAUSE_MS, self._check)

    @property
    def current(self) -> ConfigVerdict | None:
        """The verdict on what is in the form now; None while it is being judged."""
        waiting = self._typing.isActive() or self._asked is not None
        verdict = self.verdict
        return verdict if not waiting and verdict and verdict.edit == self._draft.edit else None

    @Slot()
    def soon(self) -> None:
        """Check after a pause in the typing."""
        self._asked = None
        self.failure = ""
        self._typing.start()

    @Slot()
    def _check(self) -> None:
        batch, length = self._details.run_size
        self._asked = CheckConfig(self._draft.edit, batch, length)
        self.wanted.emit(self._asked)

    def receive(self, verdict: ConfigVerdict, request: Request) -> bool:
        """Keep an answer, if it is to the newest question."""
        if request != self._asked:
            return False
        self._asked = None
        self.failure = ""
        self.verdict = verdict
        return True

    def failed(self, failed: Failed) -> bool:
        """Note that the newest question could not be answered."""
        if failed.request != self._asked:
            return False
        self._asked = None
        self.failure = failed.sentence
        return True
