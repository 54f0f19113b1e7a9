"""Where the settings come from: a preset, a file, the Hub, the loaded model; where they go."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from explorer.features.create.protocol.config import StartFromJson, StartFromPreset
from explorer.features.create.view import config_files
from explorer.features.create.view.config_draft import ConfigDraft
from explorer.features.create.view.form.form_tools import FormTools
from explorer.protocol.model import ModelSummary
from explorer.text.translation import tr


class ConfigSources(QObject):
    """`asked` carries a request for a new starting point, `message_wanted` a sentence about a file.

    `hub_wanted` carries the name of a checkpoint whose config is to be read.
    """

    asked = Signal(object)
    hub_wanted = Signal(str)
    message_wanted = Signal(str)

    def __init__(self, pane: QWidget, tools: FormTools, draft: ConfigDraft) -> None:
        super().__init__(pane)
        self._pane, self._tools, self._draft = pane, tools, draft
        self._summary: ModelSummary | None = None
        self._config: str | None = None
        tools.preset_wanted.connect(self._preset)
        tools.from_file.triggered.connect(self._from_file)
        tools.from_hub.triggered.connect(self._from_hub)
        tools.from_model.triggered.connect(self._from_model)
        tools.save.triggered.connect(self._save)

    def show_model(self, summary: ModelSummary | None) -> None:
        """The model whose config can be taken."""
        self._summary = summary
        self._tools.from_model.setEnabled(summary is not None)

    def show_config(self, config_json: str | None) -> None:
        """The config that can be saved; None while there is none."""
        self._config = config_json
        self._tools.save.setEnabled(config_json is not None)

    @Slot(str)
    def _preset(self, preset: str) -> None:
        edit = self._draft.edit
        self.asked.emit(StartFromPreset(edit.model_type, edit.class_name, preset))

    @Slot()
    def _from_file(self) -> None:
        path = config_files.ask_open_config(self._pane)
        if path:
            self.start_from_file(path)

    def start_from_file(self, path: str) -> None:
        """Begin from a config.json on this computer, or say why it cannot be read."""
        text, problem = config_files.read_config(path)
        if problem:
            self.message_wanted.emit(problem)
        else:
            self.asked.emit(StartFromJson(text))

    @Slot()
    def _from_hub(self) -> None:
        from explorer.features.create.view.hub_config_dialog import HubConfigDialog

        dialog = HubConfigDialog(self._pane.window())
        dialog.wanted.connect(self.hub_wanted)
        dialog.open()

    @Slot()
    def _from_model(self) -> None:
        if self._summary is not None:
            summary = self._summary
            self.asked.emit(
                StartFromJson(summary.config_json, summary.model_type, summary.class_name)
            )

    @Slot()
    def _save(self) -> None:
        if self._config is None:
            return
        path = config_files.ask_save_config(self._pane)
        if path:
            problem = config_files.write_config(path, self._config)
            self.message_wanted.emit(problem or tr("The config is saved in {path}.", path=path))
