"""Failures of training: of its data, of its settings, of the loss, and of what is kept."""

from __future__ import annotations

from explorer.protocol.failures.failure import Failure
from explorer.protocol.job import Remedy
from explorer.text import numbers
from explorer.text.numbers import ntr
from explorer.text.translation import tr


class CannotTrain(Failure):
    """This model has nothing that it could be trained for here; the sentence says why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(
            sentence, remedy=Remedy(tr("Open another model"), "openAction"), details=details
        )


class TrainingDataUnread(Failure):
    """The data cannot be read at all; the sentence says why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(
            sentence, remedy=Remedy(tr("Choose other data"), "trainData"), details=details
        )


class TooFewTexts(TrainingDataUnread):
    """There are too few usable texts to learn from."""

    def __init__(self, texts: int, needed: int, unusable: int, first: str = "") -> None:
        if not texts and not unusable:
            sentence = tr("There is no text yet. Paste some lines, or choose a file.")
        else:
            sentence = numbers.ntr(
                "There is {count} usable text, and it needs at least {needed} to learn from.",
                "There are {count} usable texts, and it needs at least {needed} to learn from.",
                texts,
                needed=numbers.count(needed),
            )
        if unusable:
            sentence += " " + numbers.ntr(
                "{count} line is left out: {first}",
                "{count} lines are left out: {first}",
                unusable,
                first=first,
            )
        super().__init__(sentence)


class TooFewLabels(TrainingDataUnread):
    """Texts with labels are needed, of two different labels at least."""

    def __init__(self, labels: int, *, table: bool) -> None:
        super().__init__(
            ntr(
                "To learn labels it needs texts with at least two different labels, and here is "
                "{count}. Choose the column that holds the label.",
                "To learn labels it needs texts with at least two different labels, and here "
                "are {count}. Choose the column that holds the label.",
                labels,
            )
            if table
            else tr(
                "To learn labels it needs a table: one column with the texts and one with their "
                "labels, under a header such as {header}.",
                header="“text,label”",
            )
        )


class TooManyLabels(TrainingDataUnread):
    """Nearly every text has a different label: that column holds no labels."""

    def __init__(self, column: str, labels: int, texts: int) -> None:
        super().__init__(
            numbers.ntr(
                "The column “{column}” has {labels} different values for {count} text: these "
                "are not labels. Choose another column.",
                "The column “{column}” has {labels} different values for {count} texts: these "
                "are not labels. Choose another column.",
                texts,
                column=column,
                labels=numbers.count(labels),
            )
        )


class NoSuchColumn(TrainingDataUnread):
    """A column that was chosen is not in the table."""

    def __init__(self, column: str, columns: tuple[str, ...]) -> None:
        super().__init__(
            tr(
                "There is no column “{column}”. There are: {column_names}.",
                column=column,
                column_names=numbers.joined(columns[:12]),
            )
        )


class NoTokenizerTrained(Failure):
    """No tokenizer can be trained on this text, or for this model; the sentence says why."""

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(
            sentence, remedy=Remedy(tr("Choose other data"), "trainData"), details=details
        )


class TrainingSettingWrong(Failure):
    """A setting has a value that cannot be used; `control` is where it is set."""

    def __init__(self, sentence: str, control: str) -> None:
        super().__init__(sentence, remedy=Remedy(tr("Change it"), control))


class TrainingMemory(Failure):
    """What training takes is not free; with the arithmetic."""

    def __init__(self, weights: int, gradients: int, optimizer: int, step: int, free: int) -> None:
        total = weights + optimizer + step
        batch_matters = weights + optimizer + gradients < free
        super().__init__(
            tr(
                "Training this model takes {total}, but only {free} of memory are free: "
                "{weights} for the copy of the weights that learns, {optimizer} for the "
                "optimizer, and {step} for a step at its fullest moment: what one batch leaves "
                "behind in each layer, which is freed while the gradients, {gradients}, are made.",
                total=numbers.bytes_(total),
                free=numbers.bytes_(free),
                weights=numbers.bytes_(weights),
                gradients=numbers.bytes_(gradients),
                optimizer=numbers.bytes_(optimizer),
                step=numbers.bytes_(step),
            )
            + " "
            + (
                tr("A smaller batch or a shorter length helps.")
                if batch_matters
                else tr("A smaller model helps.")
            ),
            remedy=Remedy(tr("Make the batch smaller"), "trainBatch")
            if batch_matters
            else Remedy(tr("Open another model"), "openAction"),
        )


class LossNotFinite(Failure):
    """The loss is not a number any more."""

    def __init__(self, step: int, good: int) -> None:
        super().__init__(
            tr(
                "In step {step} the loss was no longer a number: the weights moved too far. The "
                "snapshot of step {last_good_step} is still good. Start again with a smaller "
                "learning rate.",
                step=numbers.count(step),
                last_good_step=numbers.count(good),
            ),
            remedy=Remedy(tr("Lower the learning rate"), "trainRate"),
        )


class LossDiverged(Failure):
    """The loss has grown far above where it began."""

    def __init__(self, step: int, loss: float, first: float, good: int) -> None:
        super().__init__(
            tr(
                "The loss has grown from {first_loss:.2f} to {loss:.2f} by step {step}: it "
                "unlearns. The snapshot of step {last_good_step} is still good. Start again with "
                "a smaller learning rate.",
                first_loss=first,
                loss=loss,
                step=numbers.count(step),
                last_good_step=numbers.count(good),
            ),
            remedy=Remedy(tr("Lower the learning rate"), "trainRate"),
        )


class StepFailed(Failure):
    """The model refused a step of training; the details hold its own words."""

    def __init__(self, class_name: str, details: str) -> None:
        super().__init__(
            tr(
                "{class_name} could not be trained on this: its own code refused a step.",
                class_name=class_name,
            ),
            remedy=Remedy(tr("Choose other data"), "trainData"),
            details=details,
        )


class TrainingGone(Failure):
    """The training that is asked about has ended, and its snapshots are gone."""

    def __init__(self) -> None:
        super().__init__(
            tr("This training is over and its snapshots were deleted. Start a new one."),
            remedy=Remedy(tr("Show the Train tab"), "trainTab"),
        )


class SnapshotGone(Failure):
    """There is no snapshot of that step, or its file is gone."""

    def __init__(self, step: int, details: str = "") -> None:
        super().__init__(
            tr("There is no snapshot of step {step} any more.", step=numbers.count(step)),
            remedy=Remedy(tr("Show the Train tab"), "trainTab"),
            details=details,
        )


class TrainingUnread(Failure):
    """What a training left on the disk, or in a folder beside a session, cannot be read."""

    def __init__(self, folder: str, details: str = "") -> None:
        super().__init__(
            tr("The training in “{folder}” cannot be read.", folder=folder),
            details=details,
        )


class SnapshotsNotKept(Failure):
    """There is no room for snapshots, neither in memory nor on the disk."""

    def __init__(self, needed: int, why: str) -> None:
        super().__init__(
            tr(
                "A snapshot of {needed} could not be written: {why}. The training is paused at "
                "its last step. Make room on the disk, then continue.",
                needed=numbers.bytes_(needed),
                why=why,
            )
        )
        self.why = why
