"""FP8 checkpoints where accelerate is installed: converted, against numbers worked out here."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from explorer.boundary import quantisation
from explorer.engine.engine import Engine
from explorer.engine.loaded_model import summary
from explorer.features.checkpoints.protocol import CompareSaved, ModelPreview, PreviewModel
from explorer.features.export.session_script import session_script
from explorer.protocol.explanation import Step
from explorer.protocol.failures import Quantised
from explorer.protocol.model import LoadModel, ModelReady, SaveModel
from explorer.protocol.run import Run
from tests import gguf_files
from tests.lesson.execute import execute
from tests.model import tiny

_BLOCK = 128


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A Llama whose matrices in the layers are FP8, as DeepSeek and Qwen publish them."""
    model = gguf_files.llama()
    tensors = {}
    for name, tensor in model.state_dict().items():
        if not name.endswith("proj.weight"):
            tensors[name] = tensor
            continue
        blocks = _blocks(tensor)
        scales = blocks.abs().amax((1, 3)) / 448  # the largest number of this FP8
        packed = (blocks / scales[:, None, :, None]).to(torch.float8_e4m3fn)
        tensors[name], tensors[f"{name}_scale_inv"] = packed.reshape(tensor.shape), scales
    folder = tmp_path / "fp8"
    folder.mkdir()
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    about = {"quant_method": "fp8", "weight_block_size": [_BLOCK, _BLOCK]}
    about["activation_scheme"] = "dynamic"
    config = model.config.to_dict() | {"architectures": ["LlamaForCausalLM"]}
    config |= {"dtype": "float32", "quantization_config": about}
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def _blocks(tensor: torch.Tensor) -> torch.Tensor:
    rows, columns = tensor.shape
    return tensor.reshape(rows // _BLOCK, _BLOCK, columns // _BLOCK, _BLOCK)


def test_without_the_package_it_is_refused(
    engine: Engine, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quantisation, "installed", lambda name: False)
    with pytest.raises(Quantised, match="needs accelerate"):
        engine(LoadModel(str(folder)), tiny.no_check, tiny.no_report)


def test_its_weights_are_those_worked_out_and_its_python_gives_the_same_bits(
    engine: Engine, folder: Path, tmp_path: Path
) -> None:
    pytest.importorskip("accelerate", reason="FP8 needs the package accelerate")
    from safetensors.torch import load_file

    preview = engine(PreviewModel(str(folder)), tiny.no_check, tiny.no_report)
    assert isinstance(preview, ModelPreview)
    assert preview.rounded == "FP8"
    plain = sum(tensor.numel() * 4 for tensor in gguf_files.llama().state_dict().values())
    assert preview.need("auto") > plain
    steps = []
    for request in (LoadModel(str(folder)), Run(input_ids=((1, 5, 9, 7),))):
        result: Any = engine(request, tiny.no_check, tiny.no_report)
        if isinstance(result, ModelReady):
            report = result.summary.report
            assert report is not None
            assert (report.rounded, report.trained) == ("FP8", report.total)
        steps.append(Step(request, result, summary(engine.loaded)))
    stored = load_file(folder / "model.safetensors")
    for name, tensor in engine.loaded.model.state_dict().items():
        wanted = stored[name].float()
        if f"{name}_scale_inv" in stored:
            scales = stored[f"{name}_scale_inv"][:, None, :, None]
            wanted = (_blocks(wanted) * scales).reshape(wanted.shape)
        assert torch.equal(tensor, wanted), name
    logits = engine.loaded.run_outputs["logits"].numpy()
    (ran,) = execute([session_script(steps, threads=torch.get_num_threads())])
    assert np.array_equal(ran.arrays["outputs.logits"], logits)
    engine(SaveModel(str(tmp_path / "saved")), tiny.no_check, tiny.no_report)
    compared: Any = engine(CompareSaved(str(tmp_path / "saved")), tiny.no_check, tiny.no_report)
    assert compared.identical
