"""The catalogue of model types that the window offers, in one place for all pages."""

from __future__ import annotations

from PySide6.QtCore import QObject, QStandardPaths, Signal

from explorer import resources
from explorer.app.app_state import AppState
from explorer.features.create.protocol.catalogue import Catalogue, ReadCatalogue
from explorer.protocol.job import Request
from explorer.protocol.model import Prepared


class ModelTypes(QObject):
    """The shipped catalogue, until that of the installed transformers is there; then `changed`."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._catalogue: Catalogue | None = None

    def subscribe(self, state: AppState) -> None:
        """Receive the catalogue of the installed transformers."""
        state.subscribe({Catalogue: self._on_catalogue})

    @property
    def catalogue(self) -> Catalogue:
        """What to offer now."""
        return self._catalogue or self.read()

    def read(self) -> Catalogue:
        """Read the shipped catalogue: 20 ms, which a page that opens can be spared."""
        text = resources.path("catalogue.json").read_text(encoding="utf-8")
        self._catalogue = Catalogue.from_json(text)
        return self._catalogue

    def request(self, prepared: Prepared) -> ReadCatalogue | None:
        """What to ask the model's lane for, where another transformers is installed."""
        if prepared.transformers_version == self.catalogue.transformers_version:
            return None
        place = QStandardPaths.StandardLocation.CacheLocation
        return ReadCatalogue(QStandardPaths.writableLocation(place))

    def _on_catalogue(self, catalogue: Catalogue, request: Request) -> None:
        """The catalogue of the installed transformers has come."""
        self._catalogue = catalogue
        self.changed.emit()
