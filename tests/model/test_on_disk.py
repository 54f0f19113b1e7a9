"""Models larger than memory: some weights stay on disk, and every number is as if none did."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
import transformers
from safetensors.torch import load_file

from explorer import resources
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.engine.tensors import tensors_in
from explorer.engine.weights import load, on_disk
from explorer.engine.weights.memory import WeightsNeed
from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.activation_patching.protocol import (
    ApplyPatch,
    PatchTargetsRequest,
    RemovePatch,
)
from explorer.features.architecture.protocol import ModuleTreeRequest, WeightRequest
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.checkpoints.protocol import CompareSaved, PreviewModel, PreviewSave
from explorer.features.compare.protocol import (
    ComparedFlowRequest,
    ComparedHiddenStatesRequest,
    ForgetOther,
    LoadOther,
    RunBoth,
)
from explorer.features.flow.protocol import FlowRequest
from explorer.features.generation.protocol import Generate
from explorer.features.head_finder.protocol import FindHeads
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.nearest.protocol import FindNearest, MapVectors
from explorer.features.sessions.protocol import HashWeights
from explorer.features.steering.protocol import Steer, SteeringVector
from explorer.features.surprise.protocol import SurpriseRequest
from explorer.features.tensors.protocol import ListTensors, ReadSlice
from explorer.features.training.protocol import DescribeTraining
from explorer.features.why.protocol import (
    AnswerChoice,
    WhyContributions,
    WhyGradients,
    WhyMap,
    WhyParts,
    WhySwaps,
    WhyWords,
)
from explorer.protocol import failures
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Check, Request, Stopped
from explorer.protocol.model import (
    CreateRandomCopy,
    LoadModel,
    ModelReady,
    Prepared,
    SaveModel,
    SaveOptions,
    UnloadModel,
)
from explorer.protocol.run import Run
from explorer.protocol.sampling import Sampling
from tests.model import tiny

GPT2 = resources.path("models", "mini-world-gpt2")
BERT = resources.path("models", "mini-world-bert")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The models of the tests are small themselves."""
    monkeypatch.setattr(on_disk, "SMALL", 2_000)


def limited(monkeypatch: pytest.MonkeyPatch, path: Path, share: float) -> int:
    """As if memory had room for this share of a checkpoint's weights."""
    bytes_ = sum(file.stat().st_size for file in path.glob("*.safetensors"))
    free = int(share * bytes_)
    monkeypatch.setattr(memory, "free_memory", lambda: free)
    return free


def ask(engine: Engine, request: Any, check: Check = tiny.no_check) -> Any:
    return engine(request, check, tiny.no_report)


def opened(path: Path, **more: Any) -> tuple[Engine, ModelReady]:
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    return engine, ask(engine, LoadModel(str(path), **more))


# -- every number ----------------------------------------------------------------------------------


def differences(value: Any, other: Any, where: str = "") -> list[str]:
    """Where two results are not equal, bit for bit; times and how it was loaded do not count."""
    if type(value) is not type(other):
        return [f"{where}: {type(value).__name__} and {type(other).__name__}"]
    if dataclasses.is_dataclass(value):
        return [
            found
            for field in dataclasses.fields(value)
            if "seconds" not in field.name and "per_second" not in field.name
            # The second is said beforehand only where finding it out reads nothing from disk.
            if field.name not in ("report", "no_parts")
            for found in differences(
                getattr(value, field.name), getattr(other, field.name), f"{where}.{field.name}"
            )
        ]
    if isinstance(value, np.ndarray):
        same = value.dtype == other.dtype and value.tobytes() == other.tobytes()
        return [] if same and value.shape == other.shape else [where]
    if isinstance(value, (tuple, list)):
        if len(value) != len(other):
            return [f"{where}: {len(value)} and {len(other)}"]
        pairs = enumerate(zip(value, other, strict=True))
        return [found for n, pair in pairs for found in differences(*pair, f"{where}[{n}]")]
    if isinstance(value, dict):
        return differences(sorted(value.items()), sorted(other.items()), where)
    return [] if value == other or (value != value and other != other) else [where]


CHOICE = AnswerChoice()
OFF = AblateHeads((HeadPlace("self", 1, 2), HeadPlace("self", 2, 0)))
LOOKS: tuple[Any, ...] = (
    FlowRequest(),
    AttentionRequest(),
    HeadRequest("self", 2, 1),
    LogitLensRequest(),
    HiddenStatesRequest(),
    SimilarityRequest(),
    VectorRequest(),
    ListTensors(),
    ReadSlice("logits"),
    SurpriseRequest(),
    FindHeads(),
    FindNearest(position=2),
    FindNearest(position=2, table="output"),
    MapVectors(),
    MapVectors(of="words", words=("Paris", "Rome", "the")),
    ModuleTreeRequest(),
    HashWeights(),
    AblationTargetsRequest(),
    OFF,
    HeadRequest("self", 1, 1),
    FlowRequest(),
    AblateHeads(),
    PatchTargetsRequest(),
    WhyWords(CHOICE),
    WhySwaps(CHOICE, (2,)),
    WhyParts(CHOICE),
    WhyGradients(CHOICE),
    WhyContributions(CHOICE),
)
MODELS = {
    "bert": (
        BERT,
        "The capital of France is [MASK].",
        "The capital of Italy is [MASK].",
    ),
    "gpt2": (
        GPT2,
        "Once upon a time there was a little girl",
        "Once upon a time there was a little boy",
    ),
    "sentiment": (
        resources.path("models", "mini-world-sentiment"),
        "The film was wonderful and very funny.",
        "The film was terrible and very boring.",
    ),
}


@pytest.mark.parametrize("name", MODELS)
def test_every_view_shows_the_numbers_of_the_model_that_is_in_memory(
    name: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, text, other = MODELS[name]
    whole, before = opened(path)
    limited(monkeypatch, path, 0.8)
    disk, ready = opened(path, on_disk=True)
    assert before.summary.on_disk == 0
    # Most are on disk, and no more than the half of the rest that fits into three quarters.
    assert ready.summary.bytes == before.summary.bytes
    assert ready.summary.on_disk > 0.3 * ready.summary.bytes
    assert "stay on disk" in (ready.summary.report.sentence if ready.summary.report else "")
    reads = reading(monkeypatch)
    requests = (
        Run((text,)),
        *LOOKS,
        WhyMap(CHOICE, text=other),
        ApplyPatch(other, layers=(1,)),
        FlowRequest(),
        RemovePatch(),
        Steer(SteeringVector(other, text, 1, 2.0)),
        RunBoth(LoadOther("heads"), (text,)),
        ComparedHiddenStatesRequest(),
        ComparedFlowRequest(),
        ForgetOther(),
        *(WeightRequest(name) for name, _ in whole.loaded.model.named_parameters()),
    )
    refused = compared(whole, disk, requests, ready.summary.on_disk)
    assert reads, "it was read while it ran"
    assert refused <= {"SurpriseRequest"}, "what is refused was not compared"


def compared(whole: Engine, disk: Engine, requests: Iterable[Request], on_disk: int) -> set[str]:
    """The names of the requests that both refuse; everything else must be equal bit for bit.

    After each of them as many bytes as before, `on_disk`, must be on disk again.
    """
    refused = set[str]()
    for request in requests:
        results = []
        for engine in (whole, disk):
            try:
                results.append(ask(engine, request))
            except failures.Failure as failure:
                refused.add(type(request).__name__)
                results.append((type(failure).__name__, failure.sentence))
        assert not differences(*results), request
        assert left(disk) == on_disk, f"after {request} all is on disk again"
    return refused


def left(engine: Engine) -> int:
    """Bytes of the weights whose numbers are not in memory now."""
    parameters = engine.loaded.model.parameters()
    return sum(p.numel() * p.element_size() for p in parameters if on_disk.is_on_disk(p))


def reading(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the tensors that are read from here on."""
    from explorer.engine.weights.stored import StoredWeights

    names: list[str] = []
    read = StoredWeights.read

    def counted(self: Any, head: Any, *how: Any) -> torch.Tensor:
        names.append(head.name)
        return read(self, head, *how)

    monkeypatch.setattr(StoredWeights, "read", counted)
    return names


@pytest.mark.parametrize("dtype", ["float32", "bfloat16"])
@pytest.mark.parametrize("name", tiny.SPECS)
def test_each_kind_of_model_computes_what_transformers_computes(
    name: str, dtype: str, tmp_path: Path
) -> None:
    """Tied and shared layers, renamed weights, two stacks, experts; in several files."""
    transformers.logging.disable_progress_bar()  # its thread would be left behind
    tiny.load(name).model.save_pretrained(tmp_path, max_shard_size="60KB")
    budgets: list[int] = []

    def room(need: WeightsNeed) -> int | None:
        if need.leavable is None:
            return None
        budgets.append(need.leavable.least)
        return need.leavable.least  # one unit in memory at a time, and no other

    model, report, _ = load.load(
        str(tmp_path), class_name=name, dtype=dtype, check=tiny.no_check, report=tiny.no_report,
        room=room,
    )  # fmt: skip
    cls = getattr(transformers, name)
    plain = cls.from_pretrained(tmp_path, dtype=getattr(torch, dtype), disable_mmap=True).eval()
    assert report.on_disk, "something was left"
    given = torch.tensor([tiny.IDS] if "MultipleChoice" in name else tiny.IDS)
    more = {"decoder_input_ids": given[:, :4]} if plain.config.is_encoder_decoder else {}
    with torch.inference_mode():
        wanted = plain(input_ids=given, output_hidden_states=True, **more)
        once = model(input_ids=given, output_hidden_states=True, **more)
    tensors = [dict(tensors_in(outputs)) for outputs in (wanted, once)]
    assert tensors[0].keys() == tensors[1].keys()
    for key, value in tensors[0].items():
        assert same_bits(value, tensors[1][key]), key
    for key, parameter in plain.named_parameters():
        own = on_disk.weight_of(model.get_parameter(key))
        assert own.dtype == parameter.dtype, key
        assert same_bits(own, parameter), key


def same_bits(value: torch.Tensor, other: torch.Tensor) -> bool:
    """Equal as bytes: not a number is equal to itself."""
    pair = [each.detach().contiguous().reshape(-1).view(torch.uint8) for each in (value, other)]
    return torch.equal(*pair)


def test_it_writes_the_same_text(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, _ = opened(GPT2)
    limited(monkeypatch, GPT2, 0.8)
    disk, _ = opened(GPT2, on_disk=True)
    request = Generate("Once upon a time", max_new_tokens=12, sampling=Sampling(sample=True))
    written = [ask(engine, request) for engine in (whole, disk)]
    assert not differences(*written)


# -- saving and comparing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        SaveOptions(),
        SaveOptions(shard_bytes=600_000),
        SaveOptions(dtype="bfloat16"),
        SaveOptions(format="pickle"),
    ],
    ids=["plain", "shards", "bfloat16", "pickle"],
)
def test_it_is_saved_whole_and_found_equal(
    options: SaveOptions, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limited(monkeypatch, GPT2, 0.8)
    engine, _ = opened(GPT2, on_disk=True)
    ask(engine, Run((MODELS["gpt2"][1],)))
    ask(engine, SaveModel(str(tmp_path / "saved"), options=options))
    transformers.logging.disable_progress_bar()
    kind = torch.bfloat16 if options.dtype else torch.float32
    cls = transformers.GPT2LMHeadModel
    first, again = (cls.from_pretrained(place, dtype=kind) for place in (GPT2, tmp_path / "saved"))
    for name, value in first.state_dict().items():
        assert same_bits(value, again.state_dict()[name]), name
    if options.format == "safetensors":
        compared = ask(engine, CompareSaved(str(tmp_path / "saved")))
        assert compared.identical == (not options.dtype)


def test_it_is_not_saved_over_the_files_that_it_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    limited(monkeypatch, folder, 0.8)
    engine, _ = opened(folder, on_disk=True)
    with pytest.raises(failures.TargetNotWritable, match="stay there on disk"):
        ask(engine, SaveModel(str(folder), replace=True))
    preview = ask(engine, PreviewSave(str(folder)))
    assert "stay there on disk" in preview.problem


def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GPT2, tmp_path / "model"))


# -- what is refused -------------------------------------------------------------------------------


def test_it_is_offered_where_it_helps_and_done_only_with_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limited(monkeypatch, GPT2, 0.8)
    with pytest.raises(failures.MemoryTooSmall, match="stay on disk") as refused:
        opened(GPT2)
    assert refused.value.remedy is not None
    assert refused.value.remedy.action == "leaveOnDiskAction"
    preview = ask(Engine(Prepared("", "", ("cpu",), 1, 0.0)), PreviewModel(str(GPT2)))
    assert preview.fits("auto") == "on disk"
    split = preview.split("auto")
    assert split is not None
    _, ready = opened(GPT2, on_disk=True)
    assert split.on_disk == ready.summary.on_disk
    assert split.in_memory == ready.summary.bytes_in_memory
    assert split.seconds > 0
    limited(monkeypatch, GPT2, 0.1)
    with pytest.raises(failures.MemoryTooSmall) as refused:
        opened(GPT2, on_disk=True)
    assert refused.value.remedy is not None
    assert refused.value.remedy.action == "openAction"


def test_a_class_that_changes_its_weights_while_it_is_loaded_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    limited(monkeypatch, GPT2, 0.6)
    load_pretrained = transformers.PreTrainedModel._load_pretrained_model

    def doubled(model: Any, *given: Any, **more: Any) -> Any:
        result = load_pretrained(model, *given, **more)
        weight = model.transformer.h[0].mlp.c_fc.weight
        weight.data = weight.data * 2
        return result

    with monkeypatch.context() as context:
        name = "_load_pretrained_model"
        context.setattr(transformers.PreTrainedModel, name, staticmethod(doubled))
        with pytest.raises(failures.WeightsMustBeRead, match="cannot stay on disk"):
            opened(GPT2, on_disk=True)
    assert opened(GPT2, on_disk=True)[1].summary.on_disk


def test_what_has_room_is_in_memory_even_where_it_might_be_left(tmp_path: Path) -> None:
    _, ready = opened(GPT2, on_disk=True)
    assert ready.summary.on_disk == 0


def test_a_pickle_cannot_be_left_on_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    folder = copied(tmp_path)
    file = folder / "model.safetensors"
    torch.save(load_file(file), folder / "pytorch_model.bin")
    file.unlink()
    limited(monkeypatch, GPT2, 0.8)
    with pytest.raises(failures.MemoryTooSmall) as refused:
        opened(folder, on_disk=True)
    assert refused.value.remedy is not None
    assert refused.value.remedy.action == "openAction"


def test_its_twin_and_training_are_refused_and_unloading_gives_back_what_it_took(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limited(monkeypatch, GPT2, 0.8)
    engine, ready = opened(GPT2, on_disk=True)
    with pytest.raises(failures.NoRoomToCreate):
        ask(engine, CreateRandomCopy())
    with pytest.raises(failures.SecondModelTooLarge):
        ask(engine, LoadOther("twin"))
    described = ask(engine, DescribeTraining())
    assert "stay on disk" in described.disabled_reason
    assert engine.bytes == ready.summary.bytes - ready.summary.on_disk
    gone = ask(engine, UnloadModel())
    assert gone.freed < ready.summary.bytes - ready.summary.on_disk + 100_000


def test_another_checkpoint_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, GPT2, 0.5)
    engine, _ = opened(GPT2, on_disk=True)
    with pytest.raises(failures.FormerModelInTheWay):
        ask(engine, LoadModel(str(BERT), on_disk=True))
    ready = ask(engine, LoadModel(str(BERT), on_disk=True, release_first=True))
    assert ready.summary.on_disk
    assert ask(engine, Run((MODELS["bert"][1],))).predictions


def test_two_models_of_which_both_have_weights_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    engines = [opened(GPT2)[0]]
    limited(monkeypatch, GPT2, 0.8)
    engines.append(opened(GPT2, on_disk=True)[0])
    other = LoadOther("checkpoint", path=str(GPT2), name="the same")
    request = RunBoth(other, (MODELS["gpt2"][1],))
    with monkeypatch.context() as context:
        context.setattr(memory, "free_memory", lambda: 10**9)
        first = ask(engines[0], request)
    second = ask(engines[1], request)
    assert second.other.summary.on_disk
    assert not differences(first, second)


# -- the disk --------------------------------------------------------------------------------------


def test_a_file_that_is_gone_is_a_sentence_and_the_program_goes_on(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = copied(tmp_path)
    limited(monkeypatch, folder, 0.8)
    engine, _ = opened(folder, on_disk=True)
    run = Run((MODELS["gpt2"][1],))
    before = ask(engine, run)
    file = folder / "model.safetensors"
    away = file.rename(tmp_path / "elsewhere")
    for request in (run, FlowRequest(), WeightRequest("transformer.h.3.mlp.c_fc.weight")):
        with pytest.raises(failures.WeightsOutOfReach, match="cannot be read any more") as failed:
            ask(engine, request)
        assert failed.value.remedy is not None
        assert failed.value.remedy.action == "retry"
    # Plugged in again the same file may have another number.
    shutil.copy2(away, file)
    assert not differences(before, ask(engine, run))
    # Another file of the same form is another model.
    content = bytearray(file.read_bytes())
    content[-5_000:] = bytes(5_000)
    file.write_bytes(content)
    with pytest.raises(failures.WeightsChanged):
        ask(engine, run)
    file.write_bytes(content[:-5_000])
    with pytest.raises(failures.WeightsChanged):
        ask(engine, run)
    engine.replace(None)


def test_a_stop_ends_the_reading_and_the_next_run_is_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limited(monkeypatch, GPT2, 0.8)
    engine, ready = opened(GPT2, on_disk=True)
    run = Run((MODELS["gpt2"][1],))
    before = ask(engine, run)
    names = reading(monkeypatch)
    for most in (1, 3, 7):
        names.clear()

        def check(most: int = most) -> None:
            if len(names) >= most:
                raise Stopped

        with pytest.raises(Stopped):
            ask(engine, run, check)
        assert len(names) == most, "nothing more is read"
        assert left(engine) == ready.summary.on_disk
    assert not differences(before, ask(engine, run))


def test_gradients_keep_no_weight_that_is_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What autograd keeps for the way back is where the numbers are, not the numbers."""
    limited(monkeypatch, GPT2, 0.6)
    engine, ready = opened(GPT2, on_disk=True)
    model = engine.loaded.model
    assert ready.summary.on_disk > 0.5 * ready.summary.bytes
    given = torch.zeros(1, 4, 96, requires_grad=True)
    names = reading(monkeypatch)
    with on_disk.for_gradients(model):
        out = model(inputs_embeds=given).logits.sum()
    forth = list(names)
    (slope,) = torch.autograd.grad(out, given)
    assert len(names) > len(forth), "they are read once more"
    transformers.logging.disable_progress_bar()
    plain = transformers.GPT2LMHeadModel.from_pretrained(GPT2, disable_mmap=True).eval()
    (wanted,) = torch.autograd.grad(plain(inputs_embeds=given).logits.sum(), given)
    assert same_bits(slope, wanted)


def test_the_head_is_read_once_for_all_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, GPT2, 0.5)
    engine, _ = opened(GPT2, on_disk=True)
    model = engine.loaded.model
    assert on_disk.is_on_disk(model.lm_head.weight), "it is the embedding too, and the largest"
    ask(engine, Run((MODELS["gpt2"][1],)))
    for request in (LogitLensRequest(), FlowRequest()):
        ask(engine, HiddenStatesRequest())  # the run with everything in it is made
        names = reading(monkeypatch)
        ask(engine, request)
        layers = sum(name.endswith("h.0.mlp.c_fc.weight") for name in names)
        heads = sum(name.endswith("wte.weight") for name in names)
        # In each run as the table of embeddings and as the head; once besides, and for the check.
        assert heads <= 2 * layers + 3, request


def test_a_run_says_how_much_it_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, GPT2, 0.6)
    engine, _ = opened(GPT2, on_disk=True)
    shares: list[float] = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if "from disk" in text and fraction is not None:
            shares.append(fraction)

    for _ in range(2):
        shares.clear()
        engine(Run((MODELS["gpt2"][1],)), tiny.no_check, report)
        assert shares == sorted(shares)
        assert 0 < shares[0] < 0.3
        assert shares[-1] == pytest.approx(1)


def test_memory_is_used_again_only_when_nothing_refers_to_it() -> None:
    reused = on_disk.ReusedBytes()
    first = reused.allocate(1_000)
    place = first.data_ptr()
    assert place % 64 == 0
    view = first.view(torch.float32)[3:7]
    del first
    second = reused.allocate(1_000)
    assert second.data_ptr() != place, "a view of it is left"
    del view
    assert reused.allocate(1_000).data_ptr() == place
    # Of another size it is new, wherever that is: the former was given back.
    assert reused.allocate(500).numel() == 500
    assert second.numel() == 1_000


_PEAK = """
import resource, sys, torch
from pathlib import Path
from explorer.engine import memory
from explorer.engine.engine import Engine
from explorer.protocol.model import LoadModel, Prepared
from explorer.protocol.run import Run
from explorer.protocol.sampling import Sampling

def quiet(*words, **more): pass

def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

folder, small, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
engine(LoadModel(small), quiet, quiet)
engine(Run(input_ids=((1, 2, 3),)), quiet, quiet)
before = peak()
memory.free_memory = lambda: limit
ready = engine(LoadModel(folder, on_disk=True, release_first=True), quiet, quiet)
for _ in range(2):
    engine(Run(input_ids=((1, 2, 3),)), quiet, quiet)
print(peak() - before, ready.summary.bytes, ready.summary.on_disk)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="how memory is counted")
def test_the_process_stays_within_the_memory_that_it_may_have(tmp_path: Path) -> None:
    config = transformers.LlamaConfig(
        vocab_size=64, hidden_size=768, intermediate_size=2048, num_hidden_layers=10,
        num_attention_heads=8, num_key_value_heads=8,
    )  # fmt: skip
    transformers.LlamaForCausalLM(config).save_pretrained(tmp_path / "large")
    small = resources.path("models", "mini-world-copy")
    limit = 110_000_000
    arguments = [str(tmp_path / "large"), str(small), str(limit)]
    ran = subprocess.run(
        [sys.executable, "-c", _PEAK, *arguments], capture_output=True, text=True, check=True
    )
    grown, bytes_, left = map(int, ran.stdout.split())
    assert bytes_ > 2.5 * limit
    assert left > 0.5 * bytes_
    assert grown < limit
