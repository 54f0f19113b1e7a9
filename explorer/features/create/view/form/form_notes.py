"""What is said over the form: problems without a field, unknown keys, what was filled in."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from explorer.features.create.protocol.config import ConfigVerdict, Problem
from explorer.features.create.view.form.field_row import Problems
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import button, label, packed
from explorer.widgets.small_controls import empty

_MOST = 6


class FormNotes(QWidget):
    """`suggested` carries a path and JSON, `removed` the path of a key that should go."""

    suggested = Signal(str, str)
    removed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("formNotes")
        self._column = packed(QVBoxLayout(self), gap=4)
        self._shown: object = None
        self.hide()

    def clear(self) -> None:
        """Say nothing."""
        self._shown = None
        empty(self._column)
        self.hide()

    def show_notes(
        self, verdict: ConfigVerdict | None, problems: tuple[Problem, ...], note: str = ""
    ) -> None:
        """Say what a verdict has to say beyond the fields."""
        unknown = verdict.unknown_keys if verdict is not None else ()
        filled = verdict.filled if verdict is not None else ()
        missing = verdict.missing_packages if verdict is not None else ()
        now = (unknown, filled, missing, problems, note)
        if now == self._shown:
            return
        self.clear()
        self._shown = now
        if missing:
            self._say(
                numbers.ntr(
                    "⚠ This architecture needs {missing}, which is not installed here, "
                    "so its model cannot be built.",
                    "⚠ This architecture needs {missing}, which are not installed here, "
                    "so its model cannot be built.",
                    len(missing),
                    missing=numbers.joined(missing),
                ),
                "warning",
            )
        problem_paths = {problem.path for problem in problems}
        if problems:
            shown = Problems(problems[:_MOST])
            shown.suggested.connect(self.suggested)
            self._column.addWidget(shown)
        for path in unknown[:_MOST]:
            if path not in problem_paths:
                self._say(
                    tr(
                        "⚠ “{path}” is not a setting of this config; transformers would store it "
                        "and do nothing with it.",
                        path=path,
                    ),
                    "warning",
                )
            gone = button(tr("Remove {path}", path=path), "suggestion", name=f"remove.{path}")
            gone.setProperty("path", path)
            gone.clicked.connect(self._remove)
            gone.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            self._column.addWidget(gone)
        for filled_field in filled[:_MOST]:
            self._say(f"{filled_field.path} = {filled_field.value}: {filled_field.reason}", "small")
        if note:
            self._say(note, "small")
        self.setVisible(self._column.count() > 0)

    def _say(self, sentence: str, role: str) -> None:
        self._column.addWidget(label(sentence, role, wrap=True))

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.sender().property("path"))
