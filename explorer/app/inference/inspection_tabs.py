"""The views of the last run, as tabs; only the page that is looked at asks the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtWidgets import QSizePolicy

from explorer import features
from explorer.app.app_state import AppState
from explorer.app.inference.inspection_view import OPEN_FORMER, RUN_WRITTEN, InspectionView
from explorer.app.theme import Theme
from explorer.features.ablation.protocol import AblationResult
from explorer.features.activation_patching.protocol import PatchApplied, PatchRemoved
from explorer.protocol.job import Request
from explorer.protocol.model import ModelSummary
from explorer.protocol.run import Prediction, RunResult
from explorer.text.translation import tr
from explorer.widgets.accessibility import Picture
from explorer.widgets.scroll_into_view import scroll_areas
from explorer.widgets.tabs import Tabs

if TYPE_CHECKING:
    from explorer.features.activation_patching.view.patch_view import PatchView
    from explorer.features.attention.view.attention_view import AttentionView


class InspectionTabs(Tabs):
    """`wanted` carries a page's request; `run_wanted`, `written_wanted` and `former_wanted` are
    what an empty page offers: to run the text in the box, or what the model wrote, or to open the
    model of a former run.

    `in_sight` carries the types of request of a page that comes into sight, `seen_again` those
    of a page that is shown again as it was, `python_wanted` those whose Python somebody asks for.
    """

    wanted = Signal(object)
    in_sight = Signal(object)
    seen_again = Signal(object)
    python_wanted = Signal(object)
    run_wanted = Signal()
    written_wanted = Signal()
    former_wanted = Signal()
    switched = Signal(object)
    patched = Signal(object)

    def __init__(self, look: Theme) -> None:
        super().__init__("viewTabs", tr("Views of the run"))
        self.setMinimumWidth(1)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._look = look
        self._in_sight: dict[int, int] = {}
        self._by_feature: dict[str, InspectionView] = {}
        for feature in features.records():
            if feature.inspection_view:
                kind, _ = feature.load(feature.inspection_view)
                view: InspectionView = kind(look)
                view.offers_written = not feature.hint
                view.wanted.connect(self.wanted)
                view.in_sight.connect(self.in_sight)
                view.seen_again.connect(self.seen_again)
                view.python_wanted.connect(self.python_wanted)
                view.remedy_wanted.connect(self._mend)
                if not feature.is_mode and not feature.hint:
                    self.addTab(view, feature.title)
                    view.tab_from = self.tabBar()
                self._by_feature[feature.name] = view
        self.currentChanged.connect(self._keep_room)
        look.changed.connect(self.updateGeometry)

    @property
    def views(self) -> tuple[InspectionView, ...]:
        """All pages, in order."""
        return tuple(self._by_feature.values())

    @property
    def modes(self) -> tuple[InspectionView, ...]:
        """The pages that are no tab: they take the place of all tabs, or are below them."""
        return tuple(view for view in self.views if self.indexOf(view) < 0)

    @property
    def picture(self) -> Picture | None:
        """The uppermost picture of numbers of the page in sight; None before it has any."""
        page = self.currentWidget()
        shown = [each for each in page.findChildren(Picture) if each.isVisible()] if page else []
        return min(shown, key=lambda each: each.mapTo(self, QPoint(0, 0)).y(), default=None)

    def view(self, feature: str) -> Any:
        """The page of a feature, by the feature's name."""
        return self._by_feature[feature]

    @property
    def attention(self) -> AttentionView:
        """The page of attention."""
        view: AttentionView = self.view("attention")
        return view

    @property
    def patching(self) -> PatchView:
        """The page of activation patching."""
        view: PatchView = self.view("activation_patching")
        return view

    def show_look(self, result: object, request: Request) -> None:
        """Show an answer that was given before, while a former run is shown again."""
        for view in self.views:
            receiver = view.results().get(type(result))
            if receiver is not None:
                receiver(result, request)

    def show_unseen(self, request: Request) -> None:
        """A former run is shown again, and nobody looked at it in the view that asks this first."""
        for view in self.views:
            if view.asks[:1] == (type(request),):
                view.say(
                    tr("This view was not recorded for this run, so there is nothing to show.")
                )
            elif type(request) in view.asks:
                view.show_unrecorded(request)

    def subscribe(self, state: AppState) -> None:
        """Receive what changes a run, and what each page shows of it."""
        state.subscribe(
            {
                AblationResult: self._on_switched,
                PatchApplied: self._on_patched,
                PatchRemoved: self._on_patched,
            }
        )
        for view in self.views:
            view.subscribe(state)

    def show_model(self, summary: ModelSummary | None) -> None:
        """Another model, or none."""
        self._in_sight.clear()
        self.updateGeometry()
        for view in self.views:
            view.show_model(summary)

    def show_run(self, ran: RunResult, answers: tuple[Prediction, ...] = ()) -> None:
        """A new run: the page in sight looks at it now, the others when they are shown."""
        self._keep_room()
        for view in self.views:
            view.show_run(ran)
            view.answers = answers or ran.predictions

    def take_answers(self, answers: tuple[Prediction, ...], no_answers: str) -> None:
        """What the model says since heads or vectors changed, or why that is not known."""
        for view in self.views:
            view.answers, view.no_answers = answers, no_answers

    def show_past(self, why: str, remedy: tuple[str, str] | None = None) -> None:
        """A former run is shown again, and `why` it cannot be looked into; `remedy` is a button and
        what it does, instead of Run. Of the pages below each other only the first has it."""
        for view in self.views:
            below = remedy is not None and not view.offers_written
            view.past_remedy = ("", "") if below else remedy
            view.show_past(why)

    def _on_switched(self, result: AblationResult, request: Request) -> None:
        for view in self.views:
            view.show_ablation(result)
        self.switched.emit(result)

    def _on_patched(self, result: PatchApplied | PatchRemoved, request: Request) -> None:
        for view in self.views:
            view.show_patch(result)
        self.patched.emit(result)

    def allow_run(self, missing: str) -> None:
        """Offer to run where a page has nothing to show; or say what is `missing` for that."""
        for view in (*self.views, *self.modes):
            view.allow_run(missing)

    @Slot(str)
    def _mend(self, action: str) -> None:
        if action == "run":
            self.run_wanted.emit()
        elif action == RUN_WRITTEN:
            self.written_wanted.emit()
        elif action == OPEN_FORMER:
            self.former_wanted.emit()
        else:
            self.open_view(action)

    def open_view(self, name: str) -> None:
        """Turn to the page with this objectName."""
        for view in self.views:
            if view.objectName() == name and self.indexOf(view) >= 0:
                self.setCurrentWidget(view)

    def show_place(self, name: str, place: dict[str, Any], *, ahead: bool = False) -> None:
        """Turn to the page with this objectName, and to a place of the run there; `ahead`, of the
        one that comes next."""
        for view in self.views:
            if view.objectName() == name:
                choose = view.choose_ahead if ahead else view.restore_state
                choose(view.saved_state() | place)
                view.outdated()
        self.open_view(name)

    @property
    def _least(self) -> int:
        """Pixels down to the lower end of what was in sight, at this size of text: after presenting
        there is the same room as before."""
        return self._in_sight.get(self._look.zoom, 0)

    @Slot()
    def _keep_room(self) -> None:
        # A page that is lower leaves the room in sight below it: else what is scrolled to would
        # jump, and the titles with it, under the pointer. At its upper end nothing can.
        area = next(scroll_areas(self), None)
        least = 0
        if area is not None and area.verticalScrollBar().value() > 0:
            port = area.viewport()
            least = min(self.height(), self.mapFrom(port, QPoint(0, port.height())).y())
        self._in_sight[self._look.zoom] = least
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as the page in front, and as what was in sight before."""
        return QSize(1, max(super().sizeHint().height(), self._least))

    def minimumSizeHint(self) -> QSize:
        """As narrow as its column."""
        return QSize(1, max(super().minimumSizeHint().height(), self._least))

    def hasHeightForWidth(self) -> bool:
        """Whatever page is in sight: what is above is else measured in another way with each."""
        return True

    def heightForWidth(self, width: int) -> int:
        """As high as the page in front, and as what was in sight before."""
        return max(super().heightForWidth(width), self._least)
