"""The views of the last run, as tabs; only the page that is looked at asks the engine."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QTabWidget

from explorer.app.inference.inspection_view import InspectionView, Results
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.features.activation_patching.view.patch_view import PatchView
from explorer.features.attention.view.attention_view import AttentionView
from explorer.features.hidden_states.view import HiddenStatesView
from explorer.features.logit_lens.view import LogitLensView
from explorer.features.tensors.view.raw_view import RawView
from explorer.protocol.job import Cancelled, Failed, Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import RunResult
from explorer.text.translation import tr


class InspectionTabs(QTabWidget):
    """`wanted` carries a page's request; `run_wanted` is what an empty page offers.

    `seen_again` carries the types of request of a page that is shown again as it was.
    """

    wanted = Signal(object)
    seen_again = Signal(object)
    run_wanted = Signal()
    switched = Signal(object)
    patched = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__()
        self.setObjectName("viewTabs")
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self.setMinimumWidth(1)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(tr("Views of the run"))
        self.tabBar().setAccessibleName(tr("Views of the run"))
        self.attention = AttentionView(look)
        self.lens = LogitLensView(look)
        self.hidden = HiddenStatesView(look)
        self.raw = RawView(look)
        self.patching = PatchView(look)
        self.views: tuple[InspectionView, ...] = (
            self.attention,
            self.lens,
            self.hidden,
            self.patching,
            self.raw,
        )
        names = (
            tr("Attention"),
            tr("Layer by layer"),
            tr("Hidden states"),
            tr("Patching"),
            tr("Raw tensors"),
        )
        for view, name in zip(self.views, names, strict=True):
            view.wanted.connect(self.wanted)
            view.seen_again.connect(self.seen_again)
            view.remedy_wanted.connect(self._mend)
            self.addTab(view, name)
        self.currentChanged.connect(self._turned)

    def results(self) -> Results:
        """Which answers of the engine the pages take."""
        found: Results = {
            AblationResult: self._on_switched,
            PatchApplied: self._on_patched,
            PatchRemoved: self._on_patched,
        }
        for view in self.views:
            found.update(view.results())
        return found

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model, or none."""
        for view in self.views:
            view.show_model(summary)

    def show_run(self, ran: RunResult) -> None:
        """A new run: the page in sight looks at it now, the others when they are shown."""
        for view in self.views:
            view.show_run(ran)

    def show_past(self, why: str) -> None:
        """A former run is shown again, and `why` it cannot be looked into."""
        for view in self.views:
            view.show_past(why)

    def ended(self, reply: Failed | Cancelled) -> None:
        """A request did not end well: its page says so."""
        for view in self.views:
            view.ended(reply)

    def _on_switched(self, result: AblationResult, request: Request) -> None:
        self.attention.show_off(result)
        for view in self.views[1:]:
            view.outdated()
        self.switched.emit(result)

    def _on_patched(self, result: PatchApplied | PatchRemoved, request: Request) -> None:
        self.patching.show_patch(result)
        self.attention.show_patch(result.patch)
        for view in self.views:
            if view is not self.patching:
                view.outdated()
        self.patched.emit(result)

    @Slot(str)
    def _mend(self, action: str) -> None:
        if action == "run":
            self.run_wanted.emit()
            return
        for view in self.views:
            if view.objectName() == action:
                self.setCurrentWidget(view)

    @Slot(int)
    def _turned(self, place: int) -> None:
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the page in sight."""
        return QSize(1, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """As narrow as its column."""
        return QSize(1, super().minimumSizeHint().height())
