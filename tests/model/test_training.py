"""Training against a bare loop of torch: losses, weights, stops, pauses, snapshots, failures."""

from __future__ import annotations

import copy
import gc
import math
import shutil
import subprocess
import sys
import time
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from transformers import AutoTokenizer

from explorer import resources
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.features.training import explain, lesson
from explorer.features.training.compute import memory_need, requests
from explorer.features.training.compute.exam import Exam
from explorer.features.training.compute.requests import TrainingPart
from explorer.features.training.compute.session import Session
from explorer.features.training.protocol import (
    BundledData,
    ContinueTraining,
    DataFile,
    DescribeTraining,
    EstimateTraining,
    FindTrainings,
    ForgetTraining,
    OpenSnapshot,
    PastedText,
    PauseTraining,
    ReadTrainingData,
    ResumeTraining,
    RunSnapshots,
    StartTraining,
    StopTraining,
    TrainingFinished,
    TrainingSettings,
    TrainingStarted,
)
from explorer.protocol.failures import (
    LossDiverged,
    LossNotFinite,
    NoTokenizer,
    TooFewLabels,
    TooFewTexts,
    TrainingGone,
    TrainingMemory,
    TrainingSettingWrong,
)
from explorer.protocol.job import Remedy, Stopped
from explorer.protocol.model import CreateRandomCopy, LoadModel, ModelReady, Prepared, SaveModel
from explorer.protocol.run import Run
from tests.conftest import ROOT
from tests.model.tiny import no_check, no_report

SETTINGS = TrainingSettings(steps=8, batch_size=6, length=32, learning_rate=2e-3, exam_every=4)
CAPITALS = BundledData("capitals")
MASKED = "The capital of France is [MASK]."


def ask(engine: Engine, request: Any, check: Callable[[], None] = no_check) -> Any:
    return engine(request, check, no_report)


def opened(name: str, *, random: bool = True) -> Engine:
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    ask(engine, LoadModel(str(resources.path("models", name)), name=name))
    if random:
        ask(engine, CreateRandomCopy(3))
    return engine


def start(engine: Engine, data: Any = CAPITALS, **changed: Any) -> TrainingStarted:
    result = ask(engine, StartTraining(data, "", replace(SETTINGS, **changed)))
    assert isinstance(result, TrainingStarted)
    return result


def finish(engine: Engine, started: TrainingStarted) -> TrainingFinished:
    result = ask(engine, ContinueTraining(started.training))
    assert isinstance(result, TrainingFinished)
    return result


def session(engine: Engine) -> Session:
    found = engine.part(TrainingPart)._session
    assert found is not None
    return found


def weights(model: Any) -> dict[str, torch.Tensor]:
    return {name: tensor.clone() for name, tensor in model.state_dict().items()}


def same(left: dict[str, torch.Tensor], right: dict[str, torch.Tensor]) -> bool:
    return left.keys() == right.keys() and all(torch.equal(left[k], right[k]) for k in left)


def test_steps_are_those_of_a_bare_loop() -> None:
    """Next token, written again without anything of the program."""
    from transformers import AutoTokenizer, GPT2Config, GPT2LMHeadModel

    engine = opened("mini-world-gpt2")
    texts = [f"Anna has {number} red balls and a kite." for number in range(20)]
    started = start(engine, PastedText("\n".join(texts)), masked=0.15)
    finished = finish(engine, started)

    folder = resources.path("models", "mini-world-gpt2")
    tokenizer: Any = AutoTokenizer.from_pretrained(folder)
    torch.manual_seed(3)
    model: Any = GPT2LMHeadModel(GPT2Config.from_pretrained(folder))
    used = [text for text, _ in started.own_texts]
    assert len(used) == 16
    assert set(used) < set(texts)
    rows = [[*tokenizer(text)["input_ids"], tokenizer.eos_token_id] for text in used]
    matrices = [one for one in model.parameters() if one.dim() > 1]
    vectors = [one for one in model.parameters() if one.dim() < 2]
    optimizer = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
        lr=1.0,
        betas=(0.9, 0.99),
        fused=True,
    )
    order = torch.Generator().manual_seed(42)
    torch.manual_seed(42)
    model.train()
    losses: list[float] = []
    while len(losses) < 8:
        for picked in torch.randperm(16, generator=order).split(6):
            if len(losses) == 8:
                break
            step, some = len(losses), [rows[int(number)] for number in picked]
            # The schedule by hand: no warm-up step of 8, then a straight line to zero.
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * (8 - step) / 8
            longest = max(map(len, some))
            ids = torch.zeros(len(some), longest, dtype=torch.long)
            labels = torch.full_like(ids, -100)
            for number, row in enumerate(some):
                ids[number, : len(row)] = labels[number, : len(row)] = torch.tensor(row)
            mask = (labels != -100).long()
            loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            losses.append(loss.item())
    # The padding is another token here, which no real token attends to: the last digits may differ.
    assert finished.progress.losses.tolist() == pytest.approx(losses, rel=1e-5)
    learned = session(engine).learner.model.state_dict()
    for name, tensor in model.state_dict().items():
        assert torch.allclose(learned[name], tensor, atol=2e-5), name


TOYS = ["ball", "kite", "hat", "box", "book", "cup", "chair", "bag", "boat", "ring"]
FOOD = ["apple", "pear", "banana", "plum", "carrot", "onion", "potato", "soup", "bread", "cake"]


class StopAfter:
    """Raises Stopped at one of the looks at the stop switch."""

    def __init__(self, looks: int) -> None:
        self.left = looks

    def __call__(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Stopped


def test_a_training_in_slices_is_the_training_in_one_go() -> None:
    """Stopped before, inside and after steps; a run in between changes nothing either."""
    whole = opened("mini-world-sentiment")  # it has dropout, which draws random numbers
    wanted = finish(whole, start(whole, BundledData("reviews"), steps=5)).progress
    engine = opened("mini-world-sentiment")
    started = start(engine, BundledData("reviews"), steps=5)
    before = weights(engine.loaded.model)
    slices, result = 0, None
    while result is None:
        slices += 1
        inside = weights(session(engine).learner.model)
        step = session(engine).step
        try:
            result = ask(engine, ContinueTraining(started.training), StopAfter(5 * slices))
        except Stopped:
            if session(engine).step == step:  # a step that was stopped has never been
                assert same(inside, weights(session(engine).learner.model))
            torch.manual_seed(slices)
            ask(engine, Run(("I loved it.",)))
    assert slices > 3
    assert result.progress.losses.tolist() == wanted.losses.tolist()
    assert result.progress.answers == wanted.answers
    learned = [weights(session(one).learner.model) for one in (engine, whole)]
    assert same(*learned)
    assert same(before, weights(engine.loaded.model))  # a copy learns


def test_what_a_crash_leaves_goes_on_as_if_nothing_had_happened() -> None:
    whole = opened("mini-world-bert")
    wanted = finish(whole, start(whole, snapshot_every=2)).progress
    ask(whole, ForgetTraining(session(whole).started.training))
    engine = opened("mini-world-bert")
    started = start(engine, snapshot_every=2)
    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(started.training), StopAfter(50))
    at = session(engine).step
    assert 2 <= at < 8
    # The process is gone: nothing is left but the folder.
    folder = session(engine).left
    copied = folder.path.with_name("20200101-000000-000000-1")
    folder.path.rename(copied)
    record = copied / "training.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"process":', '"process":0,"was":'), encoding="utf-8")
    new = opened("mini-world-bert", random=False)
    (left,) = ask(new, FindTrainings()).trainings
    assert (left.folder, left.steps, left.title) == (str(copied), 8, started.title)
    assert 2 <= left.step <= at
    resumed = ask(new, ResumeTraining(left.folder))
    assert resumed.summary.state == "taught"
    assert resumed.progress.step == left.step
    assert resumed.progress.losses.tolist() == wanted.losses[: left.step].tolist()
    result = finish(new, resumed.started)
    assert result.progress.losses.tolist() == wanted.losses.tolist()
    assert same(weights(session(new).learner.model), weights(session_of(whole)))
    ask(new, ForgetTraining(resumed.started.training))
    # The model in memory was read from there, and its Python reads it again.
    assert [one.name for one in copied.iterdir()] == [f"step-{left.step}"]
    ask(new, LoadModel(str(resources.path("models", "mini-world-bert"))))


def test_what_ended_and_was_not_saved_is_there_after_the_next_start(tmp_path: Path) -> None:
    engine = opened("mini-world-bert")
    started = start(engine, snapshot_every=3)
    learned = finish(engine, started).progress
    kept = session(engine).snapshots
    ask(engine, OpenSnapshot(started.training, 8))
    wanted = weights(engine.loaded.model)
    folder = session(engine).left.path
    copied = folder.with_name("20200102-000000-000000-1")
    folder.rename(copied)
    record = copied / "training.json"

    def end_program() -> None:
        text = record.read_text(encoding="utf-8")
        record.write_text(text.replace('"process":', '"process":0,"was":'), encoding="utf-8")

    end_program()
    new = opened("mini-world-bert", random=False)
    (left,) = ask(new, FindTrainings()).trainings
    assert (left.folder, left.step, left.ended) == (str(copied), 8, True)
    resumed = ask(new, ResumeTraining(left.folder))
    assert resumed.ended
    assert resumed.progress.losses.tolist() == learned.losses.tolist()
    assert same(weights(new.loaded.model), wanted)
    again = session(new).snapshots
    assert repr(again.listed) == repr(kept.listed)
    assert again.steps == (0, 3, 6, 8)
    assert all(same(dict(kept.weights(step)), dict(again.weights(step))) for step in kept.steps)
    end_program()
    other = opened("mini-world-bert", random=False)
    assert len(ask(other, FindTrainings()).trainings) == 1
    ask(new, SaveModel(str(tmp_path / "kept")))
    assert ask(other, FindTrainings()).trainings == (), "it is saved"


def test_a_left_training_is_deleted_but_not_the_model_that_was_opened_from_it() -> None:
    engine = opened("mini-world-bert")
    started = start(engine)
    finish(engine, started)
    ask(engine, OpenSnapshot(started.training, 8))
    folder = session(engine).left.path
    copied = folder.with_name("20200103-000000-000000-1")
    folder.rename(copied)
    record = copied / "training.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"process":', '"process":0,"was":'), encoding="utf-8")
    new = opened("mini-world-bert", random=False)
    ask(new, LoadModel(str(copied / "step-8")))
    ask(new, ForgetTraining(folder=str(copied)))
    assert [each.name for each in copied.iterdir()] == ["step-8"], "its Python reads it"
    ask(new, LoadModel(str(resources.path("models", "mini-world-bert"))))
    ask(new, FindTrainings())
    shutil.rmtree(copied)


_LEARNS = """
import sys
from tests.model.test_training import ask, opened, start
from explorer.features.training.protocol import ContinueTraining
engine = opened("mini-world-bert")
started = start(engine, steps=5000, snapshot_every=2)
ask(engine, ContinueTraining(started.training))
"""


@pytest.mark.timeout(400)
def test_a_killed_program_leaves_its_last_snapshot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    child = subprocess.Popen([sys.executable, "-c", _LEARNS], cwd=ROOT)
    folder = tmp_path / "transformer-explorer" / "trainings"
    try:
        # Until it was written twice: a killed write must not harm the one before.
        seen: set[int] = set()
        while len(seen) < 2:
            assert child.poll() is None
            seen |= {file.stat().st_mtime_ns for file in folder.glob("*/state.safetensors")}
            time.sleep(0.01)
    finally:
        child.kill()
        child.wait()
    engine = opened("mini-world-bert", random=False)
    (left,) = ask(engine, FindTrainings()).trainings
    assert left.step >= 2
    assert left.step % 2 == 0
    resumed = ask(engine, ResumeTraining(left.folder))
    assert len(resumed.progress.losses) == left.step
    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(resumed.started.training), StopAfter(400))
    assert session(engine).step > left.step
    assert ask(engine, FindTrainings()).trainings == ()  # it continues here


def session_of(engine: Engine) -> Any:
    """The model that learned, after its training was forgotten: trained once more."""
    started = start(engine, snapshot_every=2)
    finish(engine, started)
    return session(engine).learner.model


def test_a_question_whose_answer_is_never_learned_is_marked() -> None:
    engine = opened("mini-world-bert")
    exam = start(engine).exam
    unseen = {question.answer.lower(): question.unseen for question in exam}
    assert unseen.pop("ulaanbaatar")
    assert not any(unseen.values()), "the others are in other sentences about the same"


def test_snapshots_are_models_that_everything_runs_on(tmp_path: Path) -> None:
    engine = opened("mini-world-bert")
    original = weights(engine.loaded.model)
    started = start(engine, snapshot_every=4)
    assert started.exam[0].text.count("[MASK]") == 1
    finished = finish(engine, started)
    assert [one.step for one in finished.progress.snapshots] == [0, 4, 8]
    ready = ask(engine, OpenSnapshot(started.training, 8))
    assert isinstance(ready, ModelReady)
    assert (ready.verb, ready.summary.state) == ("snapshot", "taught")
    assert "8" in ready.summary.state_text
    assert started.title in ready.summary.state_text
    learned = weights(session(engine).learner.model)
    assert same(weights(engine.loaded.model), learned)
    answer = ask(engine, Run((MASKED,))).predictions[0].candidates[0]
    scrubbed = ask(engine, RunSnapshots(started.training, MASKED))
    assert [one.step for one in scrubbed.snapshots] == [0, 4, 8]
    assert scrubbed.snapshots[-1].words[0] == answer.text
    assert scrubbed.snapshots[-1].probabilities[0] == pytest.approx(answer.probability, rel=1e-5)
    assert scrubbed.snapshots[0].attention.shape == (
        4,
        4,
        len(scrubbed.tokens),
        len(scrubbed.tokens),
    )
    # Saved, it says how it was trained, and says so again when it is opened here.
    folder = tmp_path / "learned"
    ask(engine, SaveModel(str(folder)))
    card = (folder / "README.md").read_text(encoding="utf-8")
    assert started.title in card
    assert f"{finished.progress.loss:.4g}" in card
    assert "It began with random weights." in card
    again = ask(engine, LoadModel(str(folder)))
    assert again.summary.state_text == ready.summary.state_text
    assert again.summary.training == ready.summary.training
    assert ask(engine, Run((MASKED,))).predictions[0].candidates[0] == answer
    # Before the training it was what it had been.
    back = ask(engine, OpenSnapshot(started.training, 0))
    assert back.summary.state == "random"
    assert same(weights(engine.loaded.model), original)
    freed = ask(engine, ForgetTraining(started.training)).freed
    assert freed >= 3 * 4 * started.parameters
    with pytest.raises(TrainingGone):
        ask(engine, OpenSnapshot(started.training, 8))


def test_when_it_knew_is_what_bare_transformers_say_at_the_steps_that_were_looked_at() -> None:
    """The exam and the snapshots look at different steps; each is told by its own."""
    engine = opened("mini-world-bert")
    started = start(engine, steps=40, batch_size=16, exam_every=8, snapshot_every=5)
    finished = finish(engine, started)
    progress = finished.progress
    question = started.exam[0].text
    through = ask(engine, RunSnapshots(started.training, question))
    folder = str(resources.path("models", "mini-world-bert"))
    tokenizer = AutoTokenizer.from_pretrained(folder)
    bare = copy.deepcopy(session(engine).learner.model).eval()

    def said(step: int, text: str) -> str:
        bare.load_state_dict(dict(session(engine).snapshots.weights(step)), strict=False)
        given = tokenizer(text, return_tensors="pt")
        with torch.no_grad():
            scores = bare(**given).logits[0]
        place = given["input_ids"][0].tolist().index(tokenizer.mask_token_id)
        return str(tokenizer.decode([int(scores[place].argmax())])).strip()

    by_step = {each.step: said(each.step, question) for each in progress.snapshots}
    assert [(each.step, each.words[0].strip()) for each in through.snapshots] == list(
        by_step.items()
    )
    told = lesson.through(through, RunSnapshots(started.training, question))
    steps = list(by_step)
    last = by_step[steps[-1]]
    others = [step for step in steps if by_step[step] != last]
    assert others, "it learned nothing, and nothing is tested"
    assert told["snapshots.before"] == others[-1]
    assert told["snapshots.since"] == steps[steps.index(others[-1]) + 1]
    assert told["snapshots.answer"] == last

    facts = lesson.finished(finished, StopTraining(started.training))
    right = [said(steps[-1], each.text) == each.answer for each in started.exam]
    assert facts["training.questions"] == len(right) == 4
    assert facts["training.questions_right"] == sum(right)
    assert facts["training.unseen"] == 1
    # What is asked in the frame is not what the share of the held-out sentences is of.
    assert facts["training.hidden_right"] == facts["training.right"]
    text = explain.finished(finished, None).plain
    first = next((at for at, each in enumerate(progress.answers[0]) if each.right), None)
    if first is not None and all(each.right for each in progress.answers[0][first:]):
        assert f"At the exam after step {progress.exam_steps[first]}," in text
        assert f"after step {progress.exam_steps[first - 1]} it did not yet" in text


def test_a_copied_note_vouches_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened("mini-world-bert")
    started = start(engine, steps=2)
    finish(engine, started)
    ask(engine, OpenSnapshot(started.training, 2))
    folder = tmp_path / "learned"
    ask(engine, SaveModel(str(folder)))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "other computer"))
    summary = ask(engine, LoadModel(str(folder))).summary
    assert summary.training is None
    assert summary.state in ("file", "fresh")


def test_labels_of_ones_own_put_a_head_on(tmp_path: Path) -> None:
    engine = opened("mini-world-bert", random=False)
    rows = [
        f"A {thing} is red.,{kind}"
        for kind, things in (
            ("toy", TOYS),
            ("food", FOOD),
        )
        for thing in things
    ]
    data = PastedText("text,kind\n" + "\n".join(rows))
    seen = ask(engine, ReadTrainingData(data, "labels"))
    assert (seen.label_column, seen.labels) == ("kind", ("food", "toy"))
    assert seen.training + seen.held_out == 20
    started = ask(engine, StartTraining(data, "labels", replace(SETTINGS, steps=12)))
    assert (started.added_head, started.class_name) == (True, "BertForSequenceClassification")
    assert started.labels == ("food", "toy")
    finished = finish(engine, started)
    assert finished.progress.losses[-3:].mean() < finished.progress.losses[:3].mean()
    ready = ask(engine, OpenSnapshot(started.training, 12))
    assert ready.summary.labels == ("food", "toy")
    assert {
        one.text for one in ask(engine, Run(("A ring is red.",))).predictions[0].candidates
    } == {
        "food",
        "toy",
    }
    assert ask(engine, OpenSnapshot(started.training, 0)).summary.class_name == "BertForMaskedLM"
    with pytest.raises(TooFewLabels):
        ask(engine, StartTraining(PastedText("\n".join(rows)), "labels", SETTINGS))


def test_the_answers_of_an_exam_are_those_of_each_question_alone() -> None:
    """Masked words, by bare transformers; questions of one length are asked as one batch."""
    from transformers import AutoTokenizer

    engine = opened("mini-world-bert", random=False)
    started = start(engine)
    finished = finish(engine, started)
    tokenizer = AutoTokenizer.from_pretrained(resources.path("models", "mini-world-bert"))
    model: Any = session(engine).learner.model.eval()
    assert len(started.exam) > 2
    for question, answers in zip(started.exam, finished.progress.answers, strict=True):
        ids = tokenizer(question.text, return_tensors="pt")["input_ids"]
        with torch.no_grad():
            logits = model(input_ids=ids).logits[0, ids[0].tolist().index(tokenizer.mask_token_id)]
        best = int(logits.argmax())
        assert answers[-1].text == tokenizer.convert_ids_to_tokens(best)
        assert answers[-1].probability == pytest.approx(float(logits.softmax(-1)[best]), rel=1e-4)
        assert answers[-1].right == (answers[-1].text == question.answer.lower())


@pytest.mark.parametrize(
    ("share", "every", "steps"),
    [
        (1e-9, 0, [0, 8, 24, 40, 56, 72, 88, 104, 120]),
        (1e9, 0, [*range(0, 120, 8), 120]),
        (1e-9, 60, [0, 60, 120]),
    ],
)
def test_exams_that_would_take_too_much_of_the_time_are_left_out(
    share: float, every: int, steps: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """But a tenth of the steps is never without one, and who says how often is obeyed."""
    monkeypatch.setattr("explorer.features.training.compute.session.EXAM_SHARE", share)
    engine = opened("mini-world-bert")
    finished = finish(engine, start(engine, steps=120, batch_size=1, exam_every=every))
    assert finished.progress.exam_steps.tolist() == steps


def test_what_it_knew_is_asked_again() -> None:
    engine = opened("mini-world-gpt2", random=False)
    lines = "\n".join(f"Zelda built robot number {number}." for number in range(20))
    started = start(engine, PastedText(lines))
    former = [question for question in started.exam if question.former]
    assert len(former) == 2
    finished = finish(engine, started)
    for question, answers in zip(started.exam, finished.progress.answers, strict=True):
        if question.former:
            assert answers[0].right
            assert answers[0].text == question.answer


def test_a_paused_training_from_a_file_goes_on_after_an_end_of_the_program(tmp_path: Path) -> None:
    file = tmp_path / "mine.txt"
    file.write_text("\n".join(f"Anna has {n} red balls." for n in range(30)), encoding="utf-8")
    engine = opened("mini-world-gpt2")
    started = start(engine, DataFile(str(file)), snapshot_every=5)

    def check() -> None:
        if session(engine).step == 3:
            raise Stopped

    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(started.training), check)
    paused = ask(engine, PauseTraining(started.training))
    assert paused.progress.step == 3
    file.unlink()
    record = session(engine).left.path / "training.json"
    text = record.read_text(encoding="utf-8")
    record.write_text(text.replace('"process":', '"process":0,"was":'), encoding="utf-8")
    new = opened("mini-world-bert", random=False)
    (left,) = ask(new, FindTrainings()).trainings
    assert left.step == 3, "no step of a paused training is lost"
    resumed = ask(new, ResumeTraining(left.folder))
    assert resumed.started.title == started.title
    wanted, again = finish(engine, started), finish(new, resumed.started)
    assert list(again.progress.losses) == list(wanted.progress.losses)


def test_a_loss_that_is_no_number_keeps_what_was_good() -> None:
    engine = opened("mini-world-bert")
    started = start(engine, steps=50)
    finish_some = StopAfter(60)
    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(started.training), finish_some)
    learner = session(engine).learner
    step = learner.step
    good = weights(learner.model)

    handle = learner.model.get_submodule("cls").register_forward_hook(
        lambda module, given, out: out * math.nan
    )
    with pytest.raises(LossNotFinite) as failure:
        finish(engine, started)
    handle.remove()
    assert failure.value.remedy is not None
    assert failure.value.remedy.action == "trainRate"
    assert same(good, weights(learner.model))
    paused = ask(engine, PauseTraining(started.training))
    assert paused.progress.step == step
    assert paused.progress.snapshots[-1].step == step


def test_a_loss_that_grows_is_stopped() -> None:
    engine = opened("mini-world-bert", random=False)
    started = start(engine, steps=400, learning_rate=0.5, schedule="constant", warmup=0.0)
    with pytest.raises(LossDiverged) as failure:
        finish(engine, started)
    assert session(engine).step < 400
    assert failure.value.remedy is not None


def test_what_was_tried_to_count_memory_is_freed() -> None:
    """What a step computes and keeps, as GPT-2's tanh, must not hold that step for ever."""
    engine = opened("mini-world-gpt2")
    part = engine.part(TrainingPart)
    prepared = part.prepare(BundledData("stories"), "", SETTINGS, no_check, no_report)
    learner = part.learner(prepared)[0]
    model: Any = learner.model
    computed: list[weakref.ref[torch.Tensor]] = []
    handle = model.transformer.h[0].mlp.act.register_forward_hook(
        lambda module, given, out: computed.append(weakref.ref(out))
    )
    memory_need.of_step(learner, no_check)
    handle.remove()
    assert len(computed) == 2
    gc.collect()
    assert not any(tensor() is not None for tensor in computed)
    assert all(weight.grad is None for weight in model.parameters())


@pytest.mark.parametrize(
    ("name", "data"), [("mini-world-bert", "capitals"), ("mini-world-gpt2", "stories")]
)
def test_the_fullest_moment_of_a_step_is_that_of_a_whole_batch(name: str, data: Any) -> None:
    """Counted from two and three rows; torch's own profiler counts a batch of twelve."""
    engine = opened(name)
    part = engine.part(TrainingPart)
    settings = replace(SETTINGS, batch_size=12)
    learner = part.learner(part.prepare(BundledData(data), "", settings, no_check, no_report))[0]
    counted = memory_need.of_step(learner, no_check)
    longest = max(learner.rows, key=lambda row: len(row.ids))
    batch = learner.batch([longest] * 12)
    learner.model.train()
    with torch.profiler.profile(profile_memory=True) as watched:
        learner.model(**batch).loss.backward()
    held = peak = 0
    events = watched.profiler.kineto_results.events()
    for event in sorted(events, key=lambda event: event.start_ns()):
        if event.name() == "[memory]":
            held += event.nbytes()
            peak = max(peak, held)
    assert counted == pytest.approx(peak, rel=0.05)
    gradients = sum(4 * weight.numel() for weight in learner.model.parameters())
    assert counted >= gradients


def test_a_text_cut_into_pieces_is_read_in_pieces() -> None:
    engine = opened("mini-world-gpt2")
    long = " ".join(f"Anna has {number} red balls and a kite." for number in range(60))
    texts = PastedText("\n".join([*(f"Ben has {n} cats." for n in range(19)), long]))
    data = ask(engine, ReadTrainingData(texts, "", 32))
    assert data.pieces > data.training
    started = start(engine, texts, batch_size=30)
    assert (started.pieces, started.texts) == (data.pieces, data.training)
    assert started.held_out == data.held_out
    first, second = explain.started(started, None).paragraphs[:2]
    assert f"{min(30, started.pieces)}\N{NO-BREAK SPACE}pieces of text" in first
    assert f"cut into {started.pieces} pieces of at most 32 tokens" in second


def test_a_sample_begins_with_the_space_that_is_before_its_first_word() -> None:
    tokenizer = opened("mini-world-bert").loaded.tokenizer
    assert tokenizer is not None
    text = "There was once a small cat in the old farm."
    held_out: Any = SimpleNamespace(text=SimpleNamespace(text=text))
    batches: Any = SimpleNamespace(held_out=lambda rows: None)
    exam = Exam(tokenizer, "next token", (), [held_out], batches, 30, 1)
    ids, vocabulary = tokenizer.ids(text), len(tokenizer)

    class Parrot:
        """Knows the text by heart."""

        device = torch.device("cpu")

        def __call__(self, input_ids: torch.Tensor) -> Any:
            scores = torch.zeros(1, input_ids.shape[1], vocabulary)
            scores[0, -1, ids[min(input_ids.shape[1], len(ids) - 1)]] = 1
            return SimpleNamespace(logits=scores)

    parrot: Any = Parrot()
    assert text.startswith(exam.prompt)
    written = f"{exam.prompt}{exam._sample(parrot)}"
    assert written.lower().replace(" .", ".").startswith(text.lower())


def test_too_little_memory_is_refused_with_the_arithmetic(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = opened("mini-world-bert")
    monkeypatch.setattr(memory, "free_memory", lambda: 9_000_000)
    settings = replace(SETTINGS, batch_size=64)
    with pytest.raises(TrainingMemory) as failure:
        start(engine, batch_size=64)
    parameters = sum(one.numel() for one in engine.loaded.model.parameters())
    assert f"{4 * parameters / 1e6:.1f}" in failure.value.sentence
    assert f"{8 * parameters / 1e6:.1f}" in failure.value.sentence
    assert failure.value.remedy == Remedy("Make the batch smaller", "trainBatch")
    estimate = ask(engine, EstimateTraining(BundledData("capitals"), "", settings))
    assert not estimate.memory.fits
    monkeypatch.setattr(memory, "free_memory", lambda: 10**9)
    estimate = ask(engine, EstimateTraining(BundledData("capitals"), "", SETTINGS))
    assert estimate.memory.fits
    assert 0 < estimate.step_seconds * SETTINGS.steps <= estimate.seconds


def test_no_step_of_a_large_model_is_tried_before_anybody_asks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = opened("mini-world-bert")
    need = memory_need.of_weights(engine.loaded.model)
    limit = requests._MOST_UNASKED
    monkeypatch.setattr(requests, "_MOST_UNASKED", need.total - 1)

    def never(*given: object) -> None:
        raise AssertionError("the model is copied")

    monkeypatch.setattr(TrainingPart, "learner", never)
    estimate = ask(engine, EstimateTraining(CAPITALS, "", SETTINGS))
    assert estimate.memory.fits
    assert (estimate.trial_steps, estimate.seconds) == (0, 0.0)
    # BERT of the usual size: weights, gradients and AdamW's two means, 4 bytes each.
    assert limit < 4 * 4 * 109_482_240


def test_what_cannot_be_learned_says_why() -> None:
    engine = opened("mini-world-bert")
    with pytest.raises(TooFewTexts):
        start(engine, PastedText(""))
    with pytest.raises(TooFewTexts):
        start(engine, PastedText("One line.\nAnother line."))
    for wrong in (
        {"steps": 0},
        {"learning_rate": math.nan},
        {"batch_size": -1},
        {"length": 1},
        {"warmup": 2.0},
    ):
        with pytest.raises(TrainingSettingWrong):
            start(engine, **wrong)
    offer = ask(engine, DescribeTraining())
    assert offer.data == BundledData("capitals")
    assert (offer.objective, offer.disabled_reason) == ("masked words", "")
    why = {one.objective: one.disabled_reason for one in offer.objectives}
    assert {name for name, text in why.items() if not text} == {"masked words", "labels"}
    engine.loaded.tokenizer = None
    assert ask(engine, DescribeTraining()).remedy == "chooseTokenizerAction"
    with pytest.raises(NoTokenizer):
        start(engine)


def test_an_end_by_hand_keeps_the_step() -> None:
    engine = opened("mini-world-bert")
    started = start(engine, steps=100)
    with pytest.raises(Stopped):
        ask(engine, ContinueTraining(started.training), StopAfter(80))
    step = session(engine).step
    finished = ask(engine, StopTraining(started.training))
    assert (finished.reason, finished.progress.step) == ("stopped", step)
    assert finished.progress.snapshots[-1].step == step
    assert ask(engine, ContinueTraining(started.training)).reason == "stopped"


def test_time_ends_it() -> None:
    engine = opened("mini-world-bert")
    started = start(engine, steps=1000, seconds=1e-6)
    finished = finish(engine, started)
    assert (finished.reason, finished.progress.step) == ("time", 1)
