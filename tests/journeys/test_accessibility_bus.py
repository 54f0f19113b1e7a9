"""From the first start to the lesson as a blind person goes: through the accessibility bus alone.

The program runs in a process of its own; what is known of it here is what AT-SPI says, in the
language of the run.
"""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from explorer.text.numbers import ntr
from explorer.text.translation import tr
from tests.screen_reader import Item, ScreenReader, missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=f"not on this system: {missing()}")

F5, ESCAPE, LEFT = 0xFFC2, 0xFF1B, 0xFF51
_SILENT = {"filler", "unknown", "invalid", "panel"}
"""Roles that say nothing of what can be done."""

_MARKUP = re.compile(r"</?(html|p|b|i|br|span|body|div)\b|&\w")


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[ScreenReader]:
    """A first start, with nothing but the program's own files."""
    profile = str(tmp_path / "profile")
    with ScreenReader("-m", "explorer", "--profile", profile, "--size", "1024x700") as reader:
        yield reader


def answer(reader: ScreenReader) -> str:
    return reader.description(reader.find("answer"))


def change(reader: ScreenReader, line: Item, old: str, new: str) -> None:
    reader.focus(line)
    reader.replace(line, old, new)


def run_or_wait(reader: ScreenReader, sentence: str) -> None:
    """The answer to what was written: by itself, or by Run where the text is marked as another."""
    reader.until(lambda: answer(reader).startswith(sentence) or reader.shows("previousText"))
    if not answer(reader).startswith(sentence):
        reader.press(reader.find("runButton"))
    reader.until(lambda: answer(reader).startswith(sentence))


def step_of(step: int) -> str:
    return tr("Step {step} of {steps}", step=step + 1, steps=9)


def check_everything(reader: ScreenReader, window: Item) -> None:
    """Names, roles, places: what is asserted of each page as a whole.

    The program goes on while it is read, item by item: a job that ends takes its Stop away
    between two questions about it. What is wrong with a page is wrong twice.
    """
    faults = find_faults(reader, window)
    again = find_faults(reader, window) if faults else []
    assert not (lasting := [fault for fault in again if fault in faults]), "\n".join(lasting)


def _announced(reader: ScreenReader) -> str:
    """The last of what is announced next; it comes in an event of its own."""
    heard: list[str] = []

    def is_there() -> bool:
        heard.extend(reader.heard())
        return bool(heard)

    reader.until(is_there)
    return heard[-1]


def find_faults(reader: ScreenReader, window: Item) -> list[str]:
    """One sentence for each item that cannot be used or understood."""
    left, top, wide, high = reader.extents(window)
    lies_in = dict(reader.walk(window))
    roles = {item: reader.role(item) for item in lies_in}
    # A scroll bar is in a part of its own beside what it scrolls.
    scrolling = {lies_in[lies_in[item]] for item, role in roles.items() if role == "scroll bar"}
    within = {window: False}
    focused, faults = [], []
    for item, above in lies_in.items():
        within[item] = within[above] or above in scrolling
        name, about, role = reader.name(item), reader.description(item), roles[item]
        states, (x, y, w, h) = reader.states(item), reader.extents(item)
        what = f"{role} {name!r} ({about[:40]!r}) at {x, y, w, h} in {reader.name(above)!r}"
        if "focused" in states and role != "page tab":  # Qt says so of the tab in front, always
            focused.append(what)
        if "focusable" in states:
            if not re.search(r"\w", name):
                faults.append(f"focusable without a name: {what}")
            if role in _SILENT:
                faults.append(f"focusable without a role: {what}")
            if w <= 0 or h <= 0:
                faults.append(f"focusable without a size: {what}")
        if role in ("filler", "unknown", "invalid") and about:
            faults.append(f"says something without a role: {what}")
        if role in ("graphic", "slider", "text") and not name:
            faults.append(f"content without a name: {what}")
        if _MARKUP.search(name) or _MARKUP.search(about):
            faults.append(f"markup: {what}")
        if x < left or x + w > left + wide:
            faults.append(f"beyond the sides: {what}")
        if not within[item] and (y < top or y + h > top + high):
            faults.append(f"beyond the ends: {what}")
    if len(focused) > 1:
        faults.append(f"focused at once: {focused}")
    assert len(roles) > 30
    return faults


def test_from_the_first_picture_to_the_lesson(reader: ScreenReader) -> None:
    window = next(item for item, _ in reader.walk() if reader.role(item) == "frame")
    assert reader.name(window) == "Transformer Explorer"
    # As a window manager does with a window that opens: there is none here.
    reader.click(900, 30)
    reader.until(lambda: "active" in reader.states(window))

    # The start page: a run that nobody asked for, read without touching anything.
    picture = reader.find("flowCanvas")
    assert reader.role(picture) == "graphic"
    before = reader.until(lambda: reader.description(picture))
    reader.until(lambda: reader.description(picture) != before)  # it plays by itself
    assert answer(reader).startswith("The capital of France is paris.")
    check_everything(reader, window)

    # Another country, written by the screen reader.
    line = reader.find("textInput")
    assert reader.role(line) == "text"
    assert reader.name(line) == tr("Text for the model")
    change(reader, line, "France", "Spain")
    assert reader.text(line) == "The capital of Spain is [MASK]."
    madrid = "The capital of Spain is madrid."
    run_or_wait(reader, madrid)

    # On to the workbench, with what was written.
    reader.press(reader.find("start.mini-world-bert"))
    flow = reader.find("modeFlow")
    assert "checked" in reader.states(flow)
    write = reader.find("modeGenerate")
    assert "enabled" not in reader.states(write)
    assert reader.description(write) == tr(
        "This model does not continue a text, so it cannot write. Open one that does, such "
        "as mini-world-gpt2: it comes with the program."
    )
    assert answer(reader).startswith(madrid)
    check_everything(reader, window)

    # Without Live, the answer to another text comes with Run.
    if reader.shows("liveButton"):
        reader.press(reader.find("liveButton"))
    change(reader, line, "Spain", "Italy")
    run_or_wait(reader, "The capital of Italy is rome.")

    # The steps, one after the other, each with its sentence.
    steps = reader.find("flowTimeline")
    assert reader.role(steps) == "slider"
    low, _, high = reader.value(steps)
    assert (low, high) == (0, 8)
    reader.set_value(steps, 0)
    reader.until(lambda: reader.description(steps) == f"{step_of(0)}: {tr('Text')}")
    reader.heard()
    sentences = []
    for step in range(1, round(high) + 1):
        reader.press(steps, "Increase")
        assert reader.value(steps)[1] == step
        sentence = reader.name(reader.find("flowCaption"))
        place, _, name = reader.description(steps).partition(": ")
        assert place == step_of(step)
        assert reader.description(picture) == f"{name}: {sentence}"
        assert _announced(reader) == sentence
        sentences.append(sentence)
    assert len(set(sentences)) == 8
    assert sentences[-1].startswith("“rome”, ")
    reader.press(steps, "Decrease")
    reader.until(lambda: reader.value(steps)[1] == high - 1)

    # Every detail of the same run.
    inside = reader.find("modeRun")
    reader.press(inside)
    reader.until(lambda: "checked" in reader.states(inside))
    assert "checked" not in reader.states(flow)
    tokens = reader.find("tokenStrip")
    assert reader.role(tokens) == "graphic"
    assert "italy" in reader.description(tokens)
    reader.find("headMap")
    check_everything(reader, window)
    reader.press(flow)

    # Before an audience, and back.
    reader.type_key(F5)
    reader.until(lambda: not reader.shows("modeFlow"))
    focused = [item for item, _ in reader.walk() if "focused" in reader.states(item)]
    assert [reader.name(item) for item in focused] == [tr("Presentation")]
    check_everything(reader, window)
    reader.heard()
    reader.type_key(LEFT)
    assert reader.until(reader.heard)[-1] == reader.name(reader.find("flowCaption"))
    reader.type_key(ESCAPE)
    reader.find("modeFlow")

    # The lesson.
    reader.press(reader.find("button.unloadAction"))
    reader.press(reader.find("start.lesson"))
    dialog = reader.find("lessonDialog")
    assert reader.role(dialog) == "dialog"
    assert reader.name(dialog) == tr("Lessons")

    end(reader)


def end(reader: ScreenReader) -> None:
    """The program ends when it is asked, and had nothing to complain of."""
    reader.program.send_signal(signal.SIGTERM)
    assert reader.program.wait(20) in (0, 128 + signal.SIGTERM, -signal.SIGTERM)
    # Qt answers so where this reader, which walks the tree while pages change, asks for a control
    # that has gone meanwhile; every other complaint fails.
    lines = reader.complaints.read_text().splitlines()
    assert [line for line in lines if "Could not find accessible on path" not in line] == []


def begin(reader: ScreenReader) -> Item:
    """The window of a first start, in front, with its first answer."""
    window = next(item for item, _ in reader.walk() if reader.role(item) == "frame")
    reader.click(900, 30)
    reader.until(lambda: "active" in reader.states(window))
    reader.until(lambda: answer(reader).startswith("The capital of France is paris."))
    return window


def test_why_a_model_says_it(reader: ScreenReader) -> None:
    window = begin(reader)
    reader.press(reader.find("start.mini-world-bert"))
    reader.press(reader.find("modeWhy"))
    asked = reader.find("whyView")
    reader.until(lambda: reader.description(asked).startswith("“paris”: 97.4\xa0%"))

    # What was measured, in words: the sentence with its changes, and the summary.
    sentence = reader.find("whySentence")
    assert reader.role(sentence) == "graphic"
    reader.until(lambda: "France −97.4" in reader.description(sentence))
    tried = tr("Try it: {headline}", headline=tr("{word} decides it.", word="“France”"))
    button = reader.until(
        lambda: next((item for item, _ in reader.walk() if reader.name(item) == tried), None)
    )
    check_everything(reader, window)
    heard = reader.heard()
    title = tr("Which words mattered")
    assert any(text.startswith(f"{title}. ") for text in heard), heard
    assert not any(".." in text for text in heard), heard

    # Each claim is tried out again, and what came is announced.
    reader.press(button)
    reader.until(lambda: any("0.053" in text for text in reader.heard()))

    # What each word, layer and head does is said of the pictures as well.
    without = tr("without {word}", word="“France”")
    reader.until(lambda: f"{without} 0.053" in reader.description(reader.find("whyWords")))
    reader.until(lambda: tr("layer") in reader.description(reader.find("whyMap")))
    reader.until(lambda: tr("head") in reader.description(reader.find("whyParts")))
    end(reader)


def test_a_model_is_taught_and_looked_into(reader: ScreenReader) -> None:
    window = begin(reader)
    reader.press(reader.find("start.teach"))
    random = tr("Random weights: it has not learned anything yet")
    reader.until(lambda: reader.name(reader.find("modelState")).startswith(random))
    check_everything(reader, window)

    # A setting, by its value; and what it is about to cost.
    steps = reader.find("trainSteps")
    assert reader.role(steps) == "spin box"
    low, now, high = reader.value(steps)
    assert low <= 120 <= high
    assert now > 120
    reader.set_value(steps, 120)
    reader.until(lambda: reader.value(steps)[1] == 120)
    reader.press(reader.find("trainButton"))
    exam = reader.until(lambda: reader.find("trainExam"))
    assert reader.role(exam) == "graphic"
    reader.until(lambda: reader.description(exam))
    reader.until(
        lambda: ntr("{count} step", "{count} steps", 120) in reader.name(reader.find("modelState"))
    )

    # One moment after the other, each with what it answers.
    moments = reader.find("trainMoments")
    assert reader.role(moments) == "slider"
    reader.set_value(moments, 0)
    first = reader.until(lambda: reader.description(moments))
    reader.press(moments, "Increase")
    reader.until(lambda: reader.description(moments) != first)
    check_everything(reader, window)
    reader.press(reader.find("trainLook"))
    reader.find("snapshotBar")
    reader.find("textInput")
    end(reader)
