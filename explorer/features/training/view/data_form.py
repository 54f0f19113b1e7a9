"""The left column: what it learns from, what a step asks of it, and how it learns."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from explorer.features.training.protocol import (
    BundledData,
    DataChoice,
    Objective,
    TrainingData,
    TrainingEstimate,
    TrainingOffer,
    TrainingSettings,
)
from explorer.features.training.view.data_cards import OWN, DataCards
from explorer.features.training.view.own_text import OwnText
from explorer.features.training.view.settings_form import SettingsForm
from explorer.features.training.view.tokenizer_card import TokenizerRow
from explorer.text import numbers
from explorer.text.translation import tr
from explorer.widgets.blocks import Page, label
from explorer.widgets.combo_box import ComboBox


class DataForm(Page):
    """`data_changed` fires when other data, or the same in another way, have to be read.

    `settings_changed` fires when the same data are learned in another way.
    """

    data_changed = Signal()
    settings_changed = Signal()

    def __init__(self, own: OwnText) -> None:
        super().__init__(gap=8)
        self._own = own
        self._offer: TrainingOffer | None = None
        self._chosen = ""
        self._length = 0
        self._usual: tuple[str, TrainingSettings] | None = None
        self.add(label(tr("What it learns from"), "heading", wrap=True))
        self.cards = DataCards()
        self.cards.chosen.connect(self.choose)
        self.add(self.cards)
        self.add(label(tr("What each step asks"), "heading", wrap=True))
        self.objectives = ComboBox("trainObjective", tr("What each step asks"))
        self.objectives.activated.connect(self._explain_objective)
        self.objectives.activated.connect(self.data_changed)
        self.add(self.objectives)
        self.objective_about = label(role="small", wrap=True, name="trainObjectiveAbout")
        self.add(self.objective_about)
        self.add(label(tr("How it learns"), "heading", wrap=True))
        self.form = SettingsForm()
        self.form.changed.connect(self._edited)
        self.add(self.form)
        self.memory = label(role="warning", wrap=True, name="trainMemory")
        self.memory.hide()
        self.add(self.memory)
        self.add(label(tr("Tokenizer"), "heading", wrap=True))
        self.tokenizer = TokenizerRow()
        self.add(self.tokenizer)
        self.column.addStretch(1)
        own.renamed.connect(self.cards.name_own)
        own.changed.connect(self._own_changed)

    # -- what is chosen ----------------------------------------------------------------------

    @property
    def data(self) -> DataChoice | None:
        """What is to be learned from; None where nothing is chosen or written."""
        if self._chosen == OWN:
            return self._own.data()
        names = [item.name for item in self._offer.sets] if self._offer is not None else []
        return next((BundledData(name) for name in names if name == self._chosen), None)

    @property
    def is_own(self) -> bool:
        """Whether a person's own text is chosen."""
        return self._chosen == OWN

    @property
    def objective(self) -> Objective | None:
        """What each step asks; None before it is known."""
        kinds = self._kinds()
        place = self.objectives.currentIndex()
        return kinds[place] if 0 <= place < len(kinds) else None

    def _kinds(self) -> tuple[Objective, ...]:
        offer = self._offer
        choices = offer.objectives if offer is not None else ()
        return tuple(choice.objective for choice in choices if not choice.disabled_reason)

    @property
    def settings(self) -> TrainingSettings:
        """How it is to learn."""
        return self.form.settings

    # -- what is shown -----------------------------------------------------------------------

    def show_offer(self, offer: TrainingOffer, wanted: str) -> None:
        """Another model: offer what it can learn, with `wanted` chosen where it can."""
        # One's own text is for another model only where that learns in the same way: as the model
        # before did, or as it was to learn, which gave it another head.
        ways = {self.objective, self._offer.objective if self._offer is not None else None}
        keeps_own = self.is_own and offer.objective in ways
        self._offer = offer
        possible = [item.name for item in offer.sets if not item.disabled_reason]
        usual = offer.data.name if offer.data is not None else OWN
        stored = next((name for name in (wanted, self._chosen) if name in possible), "")
        is_own = wanted == OWN or (keeps_own and not wanted)
        self._chosen = OWN if is_own else stored or usual
        self.cards.show_sets(offer.sets, self._chosen)
        self.form.offer_lora(offer.lora_refusal)
        self._offer_objectives()
        self._usual_settings()

    def _offer_objectives(self) -> None:
        """The one that goes with the chosen data, and the others that this class can have."""
        offer = self._offer
        if offer is None:
            return
        titles = [choice.title for choice in offer.objectives if not choice.disabled_reason]
        of_set = [item.objective for item in offer.sets if item.name == self._chosen]
        objective = of_set[0] if of_set else offer.objective
        kinds = self._kinds()
        self.objectives.offer(titles, kinds.index(objective) if objective in kinds else 0)
        self._explain_objective()

    @Slot()
    def _explain_objective(self) -> None:
        offer, objective = self._offer, self.objective
        choices = offer.objectives if offer is not None else ()
        about = [choice.sentence for choice in choices if choice.objective == objective]
        self.objective_about.setText(about[0] if about else "")

    def _usual_settings(self) -> None:
        offer = self._offer
        if offer is None:
            return
        others = offer.own if self.is_own else offer.settings
        usual = next((its for name, its in offer.settings_of if name == self._chosen), others)
        # Of another snapshot of the same model they are the same: what was set stays.
        if (self._chosen, usual) != self._usual:
            self._usual = self._chosen, usual
            self.form.show_settings(usual)
            self._length = usual.length

    @Slot(str)
    def choose(self, name: str) -> None:
        """Learn from these data, with the usual settings for them."""
        if name != self._chosen and self._offer is not None:
            self._chosen = name
            self.cards.show_sets(self._offer.sets, name)
            self._offer_objectives()
            self._usual_settings()
            self.data_changed.emit()

    def show_data(self, data: TrainingData) -> None:
        """The data were read: what they ask may be another objective than was meant."""
        kinds = self._kinds()
        if data.objective in kinds:
            self.objectives.setCurrentIndex(kinds.index(data.objective))
        self._explain_objective()

    def show_estimate(self, estimate: TrainingEstimate | None) -> None:
        """How long it will take here, and whether there is memory for it."""
        self.form.show_time("")
        self.memory.hide()
        self.form.show_learning(0, 0)
        if estimate is None:
            return
        self.form.show_learning(estimate.learning, estimate.parameters)
        if estimate.trial_steps:
            time = numbers.seconds(estimate.seconds)
            self.form.show_time(tr("About {time} here", time=time))
        need = estimate.memory
        if not need.fits:
            self.memory.setText(
                tr(
                    "It needs {total} of memory: weights {weights}, optimizer {optimizer}, "
                    "activations and gradients together {step} at the fullest moment. {free} are "
                    "free. Smaller batches need less.",
                    total=numbers.bytes_(need.total),
                    weights=numbers.bytes_(need.weights),
                    optimizer=numbers.bytes_(need.optimizer),
                    step=numbers.bytes_(need.step),
                    free=numbers.bytes_(need.free),
                )
            )
            self.memory.show()
        elif not estimate.trial_steps:
            self.memory.setText(
                tr(
                    "It will take {total} of memory and more. How long it takes is seen once it "
                    "runs: trying steps of a model this large would take the memory now.",
                    total=numbers.bytes_(need.total),
                )
            )
            self.memory.show()

    # -- what a person changes ---------------------------------------------------------------

    @Slot()
    def _edited(self) -> None:
        if self.settings.length != self._length:
            self._length = self.settings.length
            self.data_changed.emit()
        else:
            self.settings_changed.emit()

    @Slot()
    def _own_changed(self) -> None:
        if self.is_own:
            self.data_changed.emit()
