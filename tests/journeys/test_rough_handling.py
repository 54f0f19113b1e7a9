"""What an impatient audience does to the window, as `python -m tests.surveys.monkey` found it."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from tests.afresh import now
from tests.back_translation import english
from tests.journeys.conftest import Person


def test_stop_is_offered_only_with_a_job(person: Person) -> None:
    stop = person.find(QAction, "stopAction")
    person.until(lambda: not any(lane.jobs for lane in (person.window.model, person.window.hub)))
    assert not stop.isEnabled()
    person.trigger("openBundled.mini-world-bert")
    assert stop.isEnabled()
    person.until_idle()
    assert not stop.isEnabled()


def test_nothing_of_a_model_that_has_gone_is_kept(person: Person) -> None:
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    assert now(person.window.inference.ran) is not None
    person.trigger("unloadAction")
    person.until_idle()
    assert person.window.inference.ran is None
    assert person.window.inference.answers == ()


def test_a_model_that_is_changed_before_an_audience_stays_when_presenting_ends(
    person: Person,
) -> None:
    """A former run is shown again while the model changes, or goes: leaving shows what is there."""
    window = person.window
    person.trigger("openBundled.mini-world-bert")
    person.until_idle()
    person.run("The capital of France is [MASK].")
    person.trigger("presentAction")
    presenting = window.workbench.explanations.presenting
    presenting.back()
    assert presenting.replaying is not None
    person.trigger("twinAction")
    person.until_idle()
    person.trigger("presentAction")
    person.until_idle()
    assert window.summary is not None
    shown = person.find(QLabel, "modelName").text()
    assert len(shown) > 10
    assert window.summary.name.startswith(shown.removesuffix("…"))
    assert window.inference.ran is None
    assert window.look.theme.name != "presenting"

    person.run("The capital of France is [MASK].")
    person.trigger("presentAction")
    presenting.back()
    person.trigger("unloadAction")
    person.until_idle()
    person.trigger("presentAction")
    assert now(window.summary) is None
    assert english(person.find(QLabel, "modelClass").text()) == "No model is loaded"
    assert window.inference.ran is None
