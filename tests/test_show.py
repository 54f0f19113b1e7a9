"""`explorer.show`: the window on a model that a script or a notebook holds, in its own process."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from explorer import resources
from tests.conftest import ROOT

HELD = """
import gc, signal, sys, threading
import torch
from transformers import AutoModelForMaskedLM, AutoTokenizer
import explorer
from explorer import resources

# What a shell starts in the background ignores Ctrl+C.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = resources.path("models", "mini-world-bert")
model = AutoModelForMaskedLM.from_pretrained(folder)
tokenizer = AutoTokenizer.from_pretrained(folder)
model.train()
model.bert.embeddings.eval()  # a part that somebody froze
calls = []
handle = model.bert.register_forward_hook(lambda *a: calls.append(1))

def state():
    return (
        [module.training for module in model.modules()],
        model.config._attn_implementation,
        [len(module._forward_hooks) + len(module._forward_pre_hooks) for module in model.modules()],
        torch.get_num_threads(), gc.isenabled(), sys.getswitchinterval(), sys.excepthook,
        threading.excepthook, signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM),
    )

weights = {name: value.clone() for name, value in model.state_dict().items()}
before = state()

def unchanged():
    assert state() == before, (state(), before)
    assert all(torch.equal(value, weights[name]) for name, value in model.state_dict().items())
"""
"""What the script or the first cell holds, and how everything was."""

DRIVEN = """
from explorer.app import embedded

def driven(*steps):
    # each step is called by the window's own events, once the model's lane is idle
    from PySide6.QtCore import QTimer
    wait, left = embedded._wait, list(steps)
    def waiting(window, ending):
        timer = QTimer(window)
        def look():
            if window.summary is None or window.model.jobs:
                return
            if not left:
                timer.stop()
                window.close()
            else:
                left.pop(0)(window)
        timer.timeout.connect(look)
        timer.start(20)
        wait(window, ending)
    embedded._wait = waiting
"""

RUN = """
from PySide6.QtWidgets import QLineEdit, QPushButton
from explorer.features import python
from explorer.features.ablation.protocol import AblateHeads
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.model import CreateRandomCopy
from explorer.protocol.run import RunResult

SENTENCE = "The capital of France is [MASK]."
answers = []

def shown(window):
    chip = window.findChild(QPushButton, "modelState").text()
    assert chip == "Weights from Python", chip
    assert not any(module.training for module in model.modules())
    window.state.finished.connect(answers.append)

def run(window):
    window.findChild(QLineEdit, "textInput").setText(SENTENCE)
    window.findChild(QPushButton, "runButton").click()

def written(window):
    # the Python of the last run, which stands beside it
    done = next(one for one in reversed(answers) if isinstance(one.result, RunResult))
    return done.result, python.code(done.request, done.result, window.summary, threads=1)
"""

SCRIPT = (
    HELD
    + DRIVEN
    + RUN
    + """
def heads_off(window):
    kept.append(written(window))
    window.send(AblateHeads((HeadPlace("encoder", 0, 1),)))

kept = []
driven(shown, run, heads_off)
assert explorer.show(model, tokenizer, name="my own", profile=sys.argv[1]) is None
unchanged()
assert calls, "the script's own hook ran too"

result, code = kept[0]
best = result.predictions[0].candidates[0]
model.eval()
with torch.inference_mode():
    inputs = tokenizer(SENTENCE, return_tensors="pt")
    torch.set_num_threads(1)
    logits = model(**inputs).logits[0]
place = int((inputs["input_ids"][0] == tokenizer.mask_token_id).nonzero())
assert best.probability == float(logits[place].softmax(-1)[best.id])
names = {"model": model, "tokenizer": tokenizer}
exec(code, names)
assert torch.equal(names["outputs"].logits[0], logits)
assert "from_pretrained" not in code, code
print("as it was")
"""
)


def process(code: str, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        env=os.environ | more,
    )


def test_a_script_waits_and_its_model_is_as_it_was(tmp_path: Path) -> None:
    """Run, and heads off when the window closes: the numbers are the model's, nothing is left."""
    done = process(SCRIPT, str(tmp_path), OMP_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr
    assert "as it was" in done.stdout
    assert not (tmp_path / "desk.json").exists(), "the next start has no such model"


TURNS = (
    (
        HELD
        + DRIVEN
        + RUN
        + """
from transformers import BertConfig, BertForMaskedLM

def twin(window):
    window.send(CreateRandomCopy(7))

def is_twin(window):
    chip = window.findChild(QPushButton, "modelState").text()
    assert chip.startswith("Random weights"), chip
    unchanged()  # the window has another model now
    run(window)

def follow(window):
    result, code = written(window)
    names = {"model": model, "tokenizer": tokenizer}
    exec(code, names)
    expected = float(names["outputs"].logits[0].softmax(-1)[5].max())
    assert "manual_seed(7)" in code
    best = max(one.probability for one in result.predictions[0].candidates)
    assert abs(best - expected) < 1e-6, (best, expected)
    model.train()
    model.bert.embeddings.eval()
    torch.set_num_threads(max(1, before[3]))

driven(shown, twin, is_twin, follow)
explorer.show(model, tokenizer, profile=sys.argv[1])
unchanged()

fresh = BertForMaskedLM(BertConfig(vocab_size=99, hidden_size=64, num_hidden_layers=2,
                                   num_attention_heads=2, intermediate_size=128))
def is_fresh(window):
    chip = window.findChild(QPushButton, "modelState").text()
    assert chip == "Appears randomly initialised", chip
    assert window.summary.tokenizer == ""
embedded._wait = first_wait
driven(is_fresh)
explorer.show(fresh, profile=sys.argv[1])
print("as it was")
"""
    )
    .replace("wait, left = embedded._wait", "wait, left = first_wait")
    .replace("def driven", "first_wait = embedded._wait\n\ndef driven")
)


def test_another_model_may_be_opened_and_a_window_again(tmp_path: Path) -> None:
    """Another one gives the script's back at once; fresh weights are named so."""
    done = process(TURNS, str(tmp_path), OMP_NUM_THREADS="1")
    assert done.returncode == 0, done.stderr
    assert "as it was" in done.stdout


def test_the_snippet_of_the_readme_opens_the_window(tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    snippet = text.partition("<!-- show -->\n```python\n")[2].partition("```")[0]
    assert snippet.count('"my-folder"') == 2
    folder = resources.path("models", "mini-world-gpt2")
    code = snippet.replace('"my-folder"', repr(str(folder)))
    code = DRIVEN + "driven(lambda window: print(window.summary.class_name))\n" + code
    done = process(code, XDG_CONFIG_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "GPT2LMHeadModel\n"


REFUSED = """
import threading
import torch, transformers
import explorer

def sentence(*given):
    try:
        explorer.show(*given)
    except (TypeError, RuntimeError) as error:
        print(type(error).__name__, error)

sentence(torch.nn.Linear(2, 2))
config = transformers.BertConfig(hidden_size=8, num_hidden_layers=1, num_attention_heads=1)
with torch.device("meta"):
    sentence(transformers.BertModel(config))
model = transformers.BertModel(config)
sentence(model, "bert-base-uncased")
thread = threading.Thread(target=sentence, args=(model,))
thread.start()
thread.join()
"""


def test_what_cannot_be_shown_is_named_before_any_window() -> None:
    done = process(REFUSED)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "TypeError explorer.show takes a transformers.PreTrainedModel, not Linear",
        "TypeError explorer.show takes a model with weights; this one's are not in memory",
        "TypeError explorer.show takes a tokenizer of transformers as its second argument, not str",
        "RuntimeError explorer.show opens a window: call it in the main thread",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_control_c_closes_the_window_and_reaches_the_script(tmp_path: Path) -> None:
    code = (
        HELD
        + DRIVEN
        + """
import os
def press(window):
    os.kill(os.getpid(), signal.SIGINT)
driven(press)
try:
    explorer.show(model, tokenizer, profile=sys.argv[1])
except KeyboardInterrupt:
    unchanged()
    print("as it was")
"""
    )
    done = process(code, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "as it was" in done.stdout


def test_the_script_keeps_its_own_network(tmp_path: Path) -> None:
    """The lanes may not use it, and whoever holds the model may, while and after it is shown."""
    code = (
        HELD
        + DRIVEN
        + """
import socket
server = socket.create_server(("127.0.0.1", 0))
def reach(window):
    socket.create_connection(server.getsockname()).close()
    from explorer.boundary import network
    from explorer.engine import long_steps
    def refused():
        try:
            socket.create_connection(server.getsockname()).close()
        except network.NetworkDenied:
            return True
    assert long_steps.in_thread(lambda: None, refused)
driven(reach)
explorer.show(model, tokenizer, profile=sys.argv[1])
socket.create_connection(server.getsockname()).close()
print("reached")
"""
    )
    done = process(code, str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "reached" in done.stdout


# -- in a notebook's kernel --------------------------------------------------------------------


class Kernel:
    """A kernel of Jupyter's; `run` answers with what a cell printed, and raises what it raised."""

    def __init__(self, folder: Path) -> None:
        from jupyter_client.manager import KernelManager

        self._manager = KernelManager(kernel_name="python3", ip="127.0.0.1", transport="ipc")
        self._manager.connection_file = str(folder / "kernel.json")
        environment = os.environ | {"QT_API": "pyside6", "IPYTHONDIR": str(folder)}
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = self._manager.kernel_spec
        assert spec is not None
        spec.argv[:] = command
        self._manager.start_kernel(env=environment, cwd=str(ROOT))
        self._client = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)

    def run(self, code: str, seconds: float = 100) -> str:
        printed: list[str] = []
        cell, end = self._client.execute(code), time.monotonic() + seconds
        content: dict[str, Any] | None = None
        while content is None:
            try:
                message = self._client.get_shell_msg(timeout=1)
            except queue.Empty:
                assert time.monotonic() < end, f"no answer to {code}"
                # After `%gui qt` ipykernel 7 now and then leaves a cell until the next message.
                self._client.kernel_info()
                continue
            if message["parent_header"].get("msg_id") == cell:
                content = message["content"]
        while True:
            message = self._client.get_iopub_msg(timeout=seconds)
            if message["parent_header"].get("msg_id") != cell:
                continue
            if message["msg_type"] == "stream" and message["content"]["name"] == "stdout":
                printed.append(message["content"]["text"])
            if message["content"].get("execution_state") == "idle":
                break
        assert content["status"] == "ok", "\n".join(content["traceback"])
        return "".join(printed)

    def end(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)
        self._manager.cleanup_resources()


@pytest.fixture
def kernel(tmp_path: Path) -> Iterator[Kernel]:
    for package in ("ipykernel", "jupyter_client"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    kernel = Kernel(tmp_path)
    yield kernel
    kernel.end()


@pytest.mark.keeps_threads
@pytest.mark.filterwarnings("ignore")  # of other people's packages, in this process
def test_a_notebook_waits_for_the_window(kernel: Kernel, tmp_path: Path) -> None:
    kernel.run(HELD + DRIVEN + RUN + f"sys.argv = ['', {str(tmp_path)!r}]")
    said = kernel.run(
        "driven(shown, run, written)\n"
        "explorer.show(model, tokenizer, profile=sys.argv[1])\n"
        "unchanged()\nprint('as it was')"
    )
    assert "as it was" in said


@pytest.mark.keeps_threads
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_with_a_loop_goes_on_beside_the_window(kernel: Kernel, tmp_path: Path) -> None:
    """Cells run while the window is open; the next `show` uses the same window."""

    def until(fact: str) -> None:
        for _ in range(600):
            if kernel.run(f"print({fact})").strip() == "True":
                return
            time.sleep(0.05)
        raise AssertionError(fact)

    kernel.run("%gui qt")
    kernel.run(HELD + RUN + f"profile = {str(tmp_path)!r}")
    kernel.run("window = explorer.show(model, tokenizer, profile=profile)")
    until("window.summary is not None and not window.model.jobs")
    kernel.run("shown(window); run(window)")
    until("bool(answers) and not window.model.jobs")
    kernel.run("result, code = written(window)")
    kernel.run("assert explorer.show(model, tokenizer, name='again') is window")
    until("window.summary.name == 'again' and not window.model.jobs")
    kernel.run("window.close()")
    assert "as it was" in kernel.run("unchanged(); print('as it was')")
