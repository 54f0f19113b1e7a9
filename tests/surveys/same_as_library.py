"""Whether a folder that this program reads itself gives the model that `from_pretrained` gives.

`python -m tests.surveys.same_as_library --types 80`: types of all families in turn, each made
small, saved by transformers and read both ways: config, generation config, every weight and buffer,
and what is said to be missing must be equal. Prints a line for each that is not; exit status 1
then.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from explorer.engine.model_class import choose_class
from explorer.engine.weights import load
from explorer.engine.weights.memory import WeightsNeed
from explorer.features.create.compute.edit import build_config
from explorer.protocol.config import ConfigEdit
from tests.surveys.round_trips import chosen, small


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def enough(need: WeightsNeed) -> None:
    """There is always room."""


def differences(folder: Path, **options: Any) -> list[str]:
    """What differs between the two ways to read a folder. `options` are those of `load.load`."""
    import transformers

    config = transformers.AutoConfig.from_pretrained(folder)
    own = load.read_config(str(folder)).config
    wrong = [] if type(own) is type(config) and _text(own) == _text(config) else ["config"]
    cls: Any = getattr(transformers, options.get("class_name") or config.architectures[0])
    dtype = options.get("dtype", "auto")
    torch.manual_seed(load.SEED)
    theirs, info = cls.from_pretrained(
        folder,
        dtype=dtype if dtype == "auto" else getattr(torch, dtype),
        output_loading_info=True,
        ignore_mismatched_sizes=True,
    )
    ours, report, _ = load.load(str(folder), check=nothing, report=nothing, room=enough, **options)
    if type(ours) is not type(theirs):
        return [*wrong, f"class {type(ours).__name__}, not {type(theirs).__name__}"]
    if _text(ours.config) != _text(theirs.config):
        wrong.append("the model's config")
    if ours.name_or_path != theirs.name_or_path or ours.training != theirs.training:
        wrong.append("the model's name or mode")
    if theirs.can_generate() and vars(ours.generation_config) != vars(theirs.generation_config):
        wrong.append("generation config")
    if sorted(info["unexpected_keys"]) != list(report.unused):
        wrong.append("unused tensors")
    for kind in ("named_parameters", "named_buffers"):
        one, two = (dict(getattr(each, kind)()) for each in (ours, theirs))
        if list(one) != list(two):
            wrong.append(f"names of {kind}")
            continue
        wrong += [name for name in one if not _same(one[name], two[name])]
    return wrong


def _text(config: Any) -> str:
    return json.dumps(json.loads(config.to_json_string(use_diff=False)), sort_keys=True)


def _same(one: torch.Tensor, two: torch.Tensor) -> bool:
    if one.dtype != two.dtype or one.shape != two.shape or one.requires_grad != two.requires_grad:
        return False
    first, second = (each.detach().contiguous().reshape(-1) for each in (one, two))
    return torch.equal(first.view(torch.uint8), second.view(torch.uint8))


def save(edit: ConfigEdit, folder: Path) -> None:
    """A small model of an edit with random weights, as transformers saves it."""
    config = build_config(edit)
    torch.manual_seed(1)
    choose_class(edit, config)(config).save_pretrained(folder)


def main(argv: Sequence[str] | None = None) -> int:
    """Go through the types; 1 where something differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--types", type=int, default=80)
    parser.add_argument("--only", default="", help="one model type")
    options = parser.parse_args(argv)
    torch.set_num_threads(1)
    checked = failed = 0
    for kind in chosen(10_000):
        if options.only and kind.name != options.only:
            continue
        if checked >= options.types:
            break
        edit = small(kind)
        if edit is None:
            continue
        with tempfile.TemporaryDirectory(prefix="same-") as place:
            try:
                save(edit, Path(place))
            except Exception as error:  # what transformers cannot save has nothing to be read
                print(f"{kind.name}: not saved, {type(error).__name__}: {error}"[:160])
                continue
            checked += 1
            try:
                wrong = differences(Path(place))
            except Exception as error:  # the survey continues, and says which it was
                wrong = [f"{type(error).__name__}: {error}"]
        if wrong:
            failed += 1
            print(f"{kind.name}: {', '.join(wrong[:5])}"[:300], flush=True)
    print(f"{checked} types read both ways, {failed} of them differ")
    return 1 if failed else 0


if __name__ == "__main__":
    import transformers

    transformers.logging.set_verbosity(100)
    transformers.logging.disable_progress_bar()
    sys.exit(main())
