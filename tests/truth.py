"""Each way of looking inside, on every text class that can be built tiny: works, or says why not.

    python -m tests.truth [--sample N] [--only NAME] [--limit SECONDS] [--json FILE]

Every class runs in a process of its own, with a limit. A capability either works, with its
self-check passed, or gives its reason; anything else is counted as blank or as an error, and the
command then ends with 1. The configs come from `tests.shrink`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import random
import sys
import time
import warnings
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch

MAPPINGS = {
    "base": "MODEL_MAPPING_NAMES",
    "causal": "MODEL_FOR_CAUSAL_LM_MAPPING_NAMES",
    "masked": "MODEL_FOR_MASKED_LM_MAPPING_NAMES",
    "seq2seq": "MODEL_FOR_SEQ_TO_SEQ_CAUSAL_LM_MAPPING_NAMES",
    "sequence": "MODEL_FOR_SEQUENCE_CLASSIFICATION_MAPPING_NAMES",
    "token": "MODEL_FOR_TOKEN_CLASSIFICATION_MAPPING_NAMES",
    "question": "MODEL_FOR_QUESTION_ANSWERING_MAPPING_NAMES",
    "choice": "MODEL_FOR_MULTIPLE_CHOICE_MAPPING_NAMES",
}
TRIES = 6
"""How many ways of making a type small are tried before a class is given up."""

OTHER_INPUTS = ("pixel_values", "input_features", "input_values", "bbox", "past_values", "waveform")


def classes() -> list[tuple[str, str, str]]:
    """(task, model type, class name) of the Auto mappings of text tasks."""
    from transformers.models.auto import modeling_auto

    found = []
    for task, name in MAPPINGS.items():
        for kind, entry in getattr(modeling_auto, name).items():
            for one in (entry,) if isinstance(entry, str) else entry[:1]:
                found.append((task, kind, one))
    return found


def build(task: str, kind: str, class_name: str) -> Any:
    """A tiny model of random weights that runs, or a sentence why this is no text class."""
    import inspect

    import transformers

    from explorer.messages.config import ConfigEdit
    from explorer.model.configs.edit import build_config
    from tests.shrink import shrunk

    cls = getattr(transformers, class_name, None)
    if cls is None:
        return "not importable here"
    known = inspect.signature(cls.forward).parameters
    if "input_ids" not in known:
        return "no text class"
    needed = [name for name in OTHER_INPUTS if name in known]
    if needed:
        return f"also reads {needed[0]}"
    told: Exception | None = None
    for tried, small in enumerate(shrunk(kind)):
        if tried >= TRIES:
            break
        try:
            edit = ConfigEdit(small.model_type, class_name, small.overrides)
            torch.manual_seed(0)
            model = cls(build_config(edit)).eval()
            with torch.no_grad():
                model(**inputs_of(task, model))
        except Exception as error:  # this size does not suit the class; the next one may
            told = error
            continue
        return model
    raise told or ValueError("no small config suits it")


def inputs_of(task: str, model: Any) -> dict[str, torch.Tensor]:
    """One text of a few IDs that the class can read; choices in two rows."""
    config = model.config.get_text_config()
    try:
        size = int(model.get_input_embeddings().num_embeddings)
    except (AttributeError, NotImplementedError, ValueError):
        size = int(getattr(config, "vocab_size", 0) or 64)
    special = {
        value
        for name in ("bos_token_id", "eos_token_id", "pad_token_id", "sep_token_id")
        if isinstance(value := getattr(config, name, None), int)
    }
    plain = [one for one in range(3, size) if one not in special][:11]
    eos = getattr(config, "eos_token_id", None)
    if isinstance(eos, int) and eos < size and task in ("sequence", "base"):
        plain = [*plain, eos]
    ids = torch.tensor([plain])
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids)}
    if task == "choice":
        inputs = {name: torch.stack((one, one), 1) for name, one in inputs.items()}
    return inputs


def measure(task: str, kind: str, class_name: str) -> dict[str, str]:
    """Each capability of one class: a word for the counts, and after a colon its details."""
    from explorer.failures import Failure
    from explorer.messages.views.attention import LookAtAttention
    from explorer.messages.views.hidden import LookAtHidden
    from explorer.messages.views.lens import LookThroughLens
    from explorer.messages.views.switches import HeadPlace, LookAtSwitches, SwitchHeads
    from explorer.model.inside import heads, views
    from explorer.model.inside.rerun import plain
    from explorer.model.summary import Loaded
    from tests.model.tiny import Holder, ask, no_check

    try:
        model = build(task, kind, class_name)
    except Exception as error:  # what cannot be built tiny is the survey's business
        return {"run": f"not built: {type(error).__name__}: {error}"}
    if isinstance(model, str):
        return {"run": f"left out: {model}"}
    loaded = Loaded(1, model, None, "random", class_name)
    try:
        loaded.run_inputs = inputs_of(task, model)
        loaded.run_outputs = plain(model, loaded.run_inputs, no_check)
    except Failure as failure:
        return {"run": f"not run: {failure.details[:200]}"}
    except Exception as error:  # no arguments for this class could be made up
        return {"run": f"not run: {type(error).__name__}: {error}"}
    table = views.table(Holder(loaded))
    found = {"run": "ran"}

    def attention() -> str:
        seen = ask(table, LookAtAttention())
        if not seen.maps:
            return f"none: {seen.note}"
        notes = " ".join(one.note for one in seen.maps).strip()
        if seen.checks[0].passed and not notes:
            return "standard"
        if "true layer" in notes and seen.checks[0].passed:
            return "labelled hybrid"
        return f"rows say why: {notes}" if notes else "blank"

    def hidden() -> str:
        seen = ask(table, LookAtHidden())
        if not seen.stacks:
            return f"reason: {seen.note}" if seen.note else "blank"
        return "standard"

    def lens() -> str:
        seen = ask(table, LookThroughLens())
        if not seen.ids.size:
            return f"reason: {seen.note}" if seen.note else "blank"
        if not seen.checks[0].passed:
            return f"CHECK FAILED: {seen.checks[0].sentence}"
        return "bit for bit" if "bit for bit" in seen.checks[0].sentence else "within rounding"

    def switched() -> str:
        seen = ask(table, LookAtSwitches())
        if seen.means == "refused":
            return f"refused: {seen.sentence}"
        row = seen.rows[-1]
        off = ask(table, SwitchHeads(off=(HeadPlace(row.kind, row.layer, row.heads - 1),)))
        on = ask(table, SwitchHeads())
        failed = [one.sentence for one in (*off.checks, *on.checks) if not one.passed]
        if failed:
            return f"CHECK FAILED: {seen.means}: {failed[0]}"
        if not off.largest_change:
            return f"CHECK FAILED: {seen.means}: nothing changed"
        return seen.means

    def written() -> str:
        return _written(loaded)

    works = {"attention": attention, "hidden": hidden, "heads": switched, "lens": lens}
    if task in ("causal", "seq2seq") and model.can_generate():
        works["generate"] = written
    for name, work in works.items():
        try:
            found[name] = work()
        except Exception as error:  # the very thing that is counted here
            found[name] = f"ERROR: {type(error).__name__}: {getattr(error, 'details', '') or error}"
        finally:
            heads.restore(model)
    return found


def _written(loaded: Any) -> str:
    """Six greedy tokens against `generate` with the same settings."""
    from transformers import GenerationConfig

    from explorer.messages.generation import Generate
    from explorer.model import forward
    from explorer.model.writing import generate
    from tests.model.tiny import Holder, ask

    model = loaded.model
    ids = loaded.run_inputs["input_ids"]
    two = bool(model.config.is_encoder_decoder)
    model.generation_config = config = GenerationConfig(
        max_new_tokens=6,
        do_sample=False,
        eos_token_id=None,
        pad_token_id=0,
        decoder_start_token_id=forward.decoder_start(model) if two else None,
    )
    model.config.eos_token_id = None
    try:
        whole = model.generate(ids, attention_mask=torch.ones_like(ids), generation_config=config)
    except Exception as error:  # then there is nothing to be equal to
        return f"reason: generate itself fails: {type(error).__name__}: {error}"
    wanted = whole[0, 1 if two else ids.shape[1] :].tolist()
    request = Generate(input_ids=tuple(ids[0].tolist()), max_new_tokens=6)
    mine = [one.token.id for one in ask(generate.Writing(Holder(loaded)).table(), request).tokens]
    if mine == wanted:
        return "standard"
    plain = ids[0].tolist()
    if not two:
        with torch.inference_mode():
            for _ in mine:
                logits = model(torch.tensor([plain]), use_cache=False).logits
                plain.append(int(logits[0, -1].argmax()))
    if mine == plain[ids.shape[1] :]:
        return f"as the forward pass: {mine}, where generate writes {wanted}"
    return f"CHECK FAILED: {mine} against {wanted}"


def _child(task: str, kind: str, name: str, file: str) -> None:
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    Path(file).write_text(json.dumps(measure(task, kind, name)))


def in_a_process(task: str, kind: str, name: str, limit: float, folder: Path) -> dict[str, str]:
    """`measure` where a crash or a hang costs only this class."""
    file = folder / "result.json"
    file.unlink(missing_ok=True)
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    child = multiprocessing.get_context(method).Process(
        target=_child, args=(task, kind, name, str(file))
    )
    child.start()
    child.join(limit)
    if child.is_alive():
        child.kill()
        child.join()
        return {"run": f"ERROR: longer than {limit:g} s"}
    if not file.exists():
        return {"run": f"ERROR: the process ended with {child.exitcode}"}
    return json.loads(file.read_text())  # type: ignore[no-any-return]


def main() -> int:
    """Measure, print the counts and the reasons; 1 when anything was blank or wrong."""
    import tempfile

    import transformers  # before the fork, so that each child starts at once
    from transformers.utils import logging

    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--sample", type=int, default=0, help="so many classes, over all tasks")
    parser.add_argument("--only", default="", help="classes whose name or type contains this")
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for one class")
    parser.add_argument("--json", default="", help="write every result to this file")
    options = parser.parse_args()
    logging.set_verbosity(50)
    _ = transformers.PreTrainedModel
    importlib.import_module("explorer.model.inside.views")
    importlib.import_module("explorer.model.writing.generate")
    chosen = classes()
    if options.only:
        chosen = [one for one in chosen if options.only in one[1] or options.only in one[2]]
    random.Random(0).shuffle(chosen)
    results: dict[str, dict[str, str]] = {}
    ran: Counter[str] = Counter()
    share = -(-options.sample // len(MAPPINGS)) if options.sample else len(chosen)
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for task, kind, name in chosen:
            if options.sample and (ran[task] >= share or ran.total() >= options.sample):
                continue
            found = in_a_process(task, kind, name, options.limit, Path(folder))
            ran[task] += found["run"] == "ran"
            results[f"{task} {kind} {name}"] = found
            wrong = _wrong(found)
            print(f"{task:9} {name:40} {found['run'][:60]}{'  !! ' + wrong if wrong else ''}")
    if options.json:
        Path(options.json).write_text(json.dumps(results, indent=1))
    bad = _print(results)
    print(f"{ran.total()} classes ran in {time.monotonic() - started:.0f} s; {bad} went wrong")
    return 1 if bad else 0


def _wrong(found: dict[str, str]) -> str:
    return "; ".join(
        f"{name}: {word[:160]}"
        for name, word in found.items()
        if word.startswith(("ERROR", "CHECK FAILED", "blank"))
    )


def _print(results: dict[str, dict[str, str]]) -> int:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for key, found in results.items():
        for name, word in found.items():
            counts[f"lens {key.split()[0]}" if name == "lens" else name][word.split(":")[0]] += 1
    for name, counter in sorted(counts.items()):
        print(f"{name:16}", ", ".join(f"{word} {count}" for word, count in counter.most_common()))
    return sum(bool(_wrong(found)) for found in results.values())


if __name__ == "__main__":
    sys.exit(main())
