"""The page that plays, in a real browser without a network: it shows the numbers of the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features.flow import animation, explain
from explorer.features.flow.protocol import FlowRequest, FlowResult
from explorer.protocol.model import LoadModel, ModelReady, Prepared
from explorer.protocol.run import Run
from explorer.text import numbers
from tests.browser import COMMAND, Browser
from tests.model.test_flow_page import HOSTILE, made
from tests.window.made_runs import summary, tokens
from tests.window.test_flow_view import flow

pytestmark = pytest.mark.skipif(COMMAND is None, reason="no Chromium is installed")

FRANCE = "The capital of France is [MASK]."
SEEN = "[...document.querySelectorAll('#picture g:not(.away) > {}')].map((it) => {})"


@pytest.fixture(scope="module")
def run() -> tuple[FlowResult, ModelReady]:
    """A real run of a bundled model."""
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))

    def nothing(*words: object, **more: object) -> None:
        """Used as check and report."""

    ready = engine(LoadModel(str(resources.path("models", "mini-world-bert"))), nothing, nothing)
    engine(Run((FRANCE,)), nothing, nothing)
    result = engine(FlowRequest(), nothing, nothing)
    assert isinstance(ready, ModelReady)
    assert isinstance(result, FlowResult)
    return result, ready


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with Browser(tmp_path_factory.mktemp("browser")) as made:
        made.size(1024, 700)
        yield made


@pytest.fixture
def page(browser: Browser, run: tuple[FlowResult, ModelReady], tmp_path: Path) -> Iterator[Browser]:
    """The page of the run, opened as a file; afterwards it has complained of nothing."""
    browser.heard.clear()
    browser.open(_written(tmp_path, animation.page(run[0], run[1].summary)))
    yield browser
    _blameless(browser)


def _written(folder: Path, text: str) -> str:
    file = folder / "flow.html"
    file.write_text(text, encoding="utf-8")
    return file.as_uri()


def _blameless(browser: Browser) -> None:
    """It asked for nothing but itself, and nothing was refused or failed."""
    asked = [
        event["params"]["request"]["url"]
        for event in browser.heard
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert asked
    assert all(address.startswith(("file:", "about:")) for address in asked)
    wrong = ("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")
    assert [event for event in browser.heard if event["method"] in wrong] == []


def _caption(page: Browser) -> tuple[str, str]:
    name, sentence = page.evaluate(
        "[...document.querySelectorAll('#caption p')].map((it) => it.textContent)"
    )
    return name, sentence


def _chosen(page: Browser) -> list[str]:
    """What is written in the chosen token's boxes that are in sight."""
    texts: list[str] = page.evaluate(SEEN.format("g > text.own", "it.textContent"))
    return texts


def test_it_shows_what_the_window_shows(page: Browser, run: tuple[FlowResult, ModelReady]) -> None:
    result, _ = run
    stack = result.stacks[0]
    assert page.evaluate("document.getElementById('sentence').textContent") == (
        "The capital of France is paris."
    )
    assert page.evaluate("document.querySelector('#sentence mark').textContent") == "paris"
    assert result.ran is not None
    best = result.ran.predictions[0].candidates[:5]
    bars: list[Any] = page.evaluate(
        "[...document.querySelectorAll('#answers li')].map((it) => "
        "[it.querySelector('.word').textContent, it.querySelector('.amount').textContent, "
        "parseFloat(it.querySelector('.bar').style.width)])"
    )
    assert [(word, amount) for word, amount, _ in bars] == [
        (each.text, numbers.percent(each.probability)) for each in best
    ]
    assert bars[0][:2] == ["paris", "97.4\N{NO-BREAK SPACE}%"]
    np.testing.assert_allclose(
        [width for *_, width in bars], [100 * each.probability for each in best], rtol=1e-3
    )
    ids = page.evaluate(SEEN.format("text.id", "Number(it.textContent)"))
    assert ids == [token.id for token in stack.tokens]
    ranked = [explain.lens_word(result, layer, stack.position) for layer in stack.layers]
    # A real question mark is told from the sign for a word that is to be guessed.
    assert _chosen(page) == [
        f"{'“?”' if word == '?' else word}\u2002"
        f"{numbers.percent(float(layer.probabilities[stack.position]))}"
        for word, layer in zip(ranked, stack.layers, strict=True)
    ]
    weights = page.evaluate(SEEN.format("path.ribbon", "Number(it.dataset.weight)"))
    drawn = [
        np.sort(layer.weights[(layer.weights >= 0.04) & (np.arange(9) != stack.position)])[::-1]
        for layer in stack.layers
        if layer.weights is not None
    ]
    np.testing.assert_array_equal(np.float32(weights), np.concatenate(drawn))
    tips = page.evaluate("[...document.querySelectorAll('#picture g > title')].length")
    assert tips == len(stack.layers) * len(stack.tokens)


def test_every_step_has_the_sentence_of_the_window(
    page: Browser, run: tuple[FlowResult, ModelReady]
) -> None:
    result, _ = run
    assert result.ran is not None
    steps = explain.steps(result, FRANCE, result.ran.predictions)
    assert _caption(page) == (steps[-1].name, steps[-1].sentence)
    for number, step in enumerate(steps, start=1):
        page.evaluate(f"location.hash = '#step={number}'")
        page.until(f"document.getElementById('slider').value === '{number}'")
        assert _caption(page) == (step.name, step.sentence)
        assert len(_chosen(page)) == max(0, min(4, number - 3))
        spoken = page.evaluate("document.getElementById('slider').getAttribute('aria-valuetext')")
        assert spoken == f"Step {number} of 9: {step.name}"


def test_a_link_opens_a_step(page: Browser) -> None:
    page.open(page.evaluate("location.href") + "#step=5")
    assert _caption(page)[0] == "Layer 2"
    page.evaluate("location.hash = '#step=999999'")
    page.until("document.getElementById('slider').value === '9'")


def test_keys_step_and_play(page: Browser) -> None:
    page.press("ArrowLeft")
    assert _caption(page)[0] == "Scores"
    assert page.evaluate("location.hash") == "#step=8"
    page.press("Home")
    assert _caption(page)[0] == "Text"
    page.press("ArrowRight")
    assert _caption(page)[0] == "Tokens"
    label = "document.getElementById('play').getAttribute('aria-label')"
    assert page.evaluate(label) == "Play"
    page.press(" ")
    assert page.evaluate(label) == "Pause"
    page.until("document.getElementById('slider').value === '3'")
    page.press(" ")
    assert page.evaluate(label) == "Play"
    # On the button itself, Space is the button's own.
    page.evaluate("document.getElementById('play').focus()")
    page.press(" ")
    assert page.evaluate(label) == "Pause"
    page.press("End")
    assert page.evaluate(label) == "Play"
    assert _caption(page)[0] == "Answer"


def test_the_timeline_is_clicked_and_dragged(page: Browser) -> None:
    left, top, width, height = page.evaluate(
        "(({x, y, width, height}) => [x, y, width, height])"
        "(document.getElementById('timeline').getBoundingClientRect())"
    )

    def place(step: int) -> tuple[float, float]:
        return left + 8 + step * (width - 16) / 8, top + height / 2

    page.mouse("mousePressed", *place(3))
    assert _caption(page)[0] == "Layer 1"
    page.mouse("mouseMoved", *place(5))
    assert _caption(page)[0] == "Layer 3"
    page.mouse("mouseReleased", *place(5))
    dots = page.evaluate(
        "[...document.querySelectorAll('#dots b')].map((it) => it.getBoundingClientRect().x"
        " + it.getBoundingClientRect().width / 2)"
    )
    np.testing.assert_allclose(dots, [place(step)[0] for step in range(9)], atol=1)


def test_it_follows_what_the_reader_prefers(page: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    ribbon = "getComputedStyle(document.querySelector('.grows .ribbon')).animationName"
    page.prefer(color_scheme="light", reduced_motion="no-preference")
    assert page.evaluate(ground) == "rgb(246, 247, 249)"
    page.evaluate("show(3, true)")
    assert page.evaluate(ribbon) == "ribbon"
    page.prefer(color_scheme="dark", reduced_motion="reduce")
    assert page.evaluate(ground) == "rgb(19, 22, 27)"
    assert page.evaluate(ribbon) == "none"
    page.prefer()


@pytest.mark.parametrize("size", [(360, 740), (1024, 700), (1440, 900)])
def test_it_fits_the_window(page: Browser, size: tuple[int, int]) -> None:
    page.size(*size)
    page.evaluate("draw(), show(5, false)")
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    over = page.evaluate(
        "[...document.querySelectorAll('#picture g[data-row]')].filter((it) => "
        "it.querySelector('text').getBBox().width > it.querySelector('rect').getBBox().width)"
        ".length"
    )
    assert over == 0
    if size[0] > 1000:
        bottom = page.evaluate("document.getElementById('deck').getBoundingClientRect().bottom")
        assert bottom <= size[1]
        assert page.evaluate(f"{root}.scrollHeight") == size[1]
    page.size(1024, 700)


def test_hostile_texts_do_nothing(browser: Browser, tmp_path: Path) -> None:
    result = made(flow(FlowRequest(position=0), tokens(HOSTILE)), notes=HOSTILE)
    browser.heard.clear()
    browser.open(_written(tmp_path, animation.page(result, summary(name=HOSTILE[0]))))
    tips = browser.evaluate(
        "[...document.querySelectorAll('.chip title')].map((it) => it.textContent)"
    )
    assert tips[0] == f"{HOSTILE[0]}, ID 0"
    assert browser.evaluate("document.querySelectorAll('script').length") == 2
    assert browser.evaluate("document.querySelectorAll('img').length") == 0
    _blameless(browser)


def test_what_is_put_in_afterwards_cannot_act(page: Browser) -> None:
    """The policy forbids what escaping would have let through."""
    page.evaluate(
        "{const it = document.createElement('script'); it.textContent = 'window.acted = 1';"
        "document.body.append(it)}"
    )
    page.evaluate("fetch('https://example.org/').catch(() => 0)")
    assert page.evaluate("window.acted") is None
    refused = [event for event in page.heard if event["method"] == "Log.entryAdded"]
    assert len(refused) >= 2
    page.heard[:] = [event for event in page.heard if event["method"] != "Log.entryAdded"]
