"""Each way of looking inside one class: works, or says why not; anything else is a defect."""

from __future__ import annotations

from typing import Any

import torch

from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.attention.protocol import AttentionRequest
from explorer.features.generation.protocol import Generate
from explorer.features.hidden_states.protocol import HiddenStatesRequest
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.protocol.failures import Failure
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.run import Run
from tests.surveys.truth.small import Bench, Small

LONGEST = 300


def measure(small: Small) -> dict[str, str]:
    """Each capability of one class: a word for the counts, and after a colon its details.

    Expects that the class has run.
    """
    desk = small.desk
    works = {
        "attention": attention,
        "hidden states": hidden,
        "lens": lens,
        "heads off": switched,
    }
    found = {}
    for name, work in works.items():
        try:
            found[name] = work(desk)
        except Failure as failure:
            found[name] = f"reason: {failure.sentence} {failure.details}"[:LONGEST]
        except Exception as error:  # the very thing that is counted here
            found[name] = f"CRASH: {type(error).__name__}: {error}"[:LONGEST]
    return found


def attention(desk: Bench) -> str:
    seen = desk.do(AttentionRequest())
    if not seen.maps:
        return f"reason: {seen.note}" if seen.note else "BLANK"
    notes = " ".join(one.note for one in seen.maps).strip()
    if seen.checks[0].passed and not notes:
        return "standard"
    if "true layer" in notes and seen.checks[0].passed:
        return "labelled hybrid"
    return f"rows say why: {notes}" if notes else f"BLANK: {seen.checks[0].sentence}"


def hidden(desk: Bench) -> str:
    seen = desk.do(HiddenStatesRequest())
    if not seen.stacks:
        return f"reason: {seen.note}" if seen.note else "BLANK"
    return "standard"


def lens(desk: Bench) -> str:
    seen = desk.do(LogitLensRequest())
    if not seen.ids.size:
        return f"reason: {seen.note}" if seen.note else "BLANK"
    if not seen.checks[0].passed:
        return f"CHECK FAILED: {seen.checks[0].sentence}"
    if "bit for bit" in seen.checks[0].sentence:
        return "bit for bit"
    return f"within rounding: {seen.checks[0].sentence}"


def switched(desk: Bench) -> str:
    seen = desk.do(AblationTargetsRequest())
    if seen.means == "refused":
        return f"refused: {seen.sentence}" if seen.sentence else "BLANK"
    row = seen.rows[-1]
    off = desk.do(AblateHeads((HeadPlace(row.kind, row.layer, row.heads - 1),)))
    on = desk.do(AblateHeads())
    failed = [one.sentence for one in (*off.checks, *on.checks) if not one.passed]
    if failed:
        return f"CHECK FAILED: {seen.means}: {failed[0]}"
    if not off.largest_change:
        zero = off.checks[0].sentence
        return f"reason: no output of this input depends on the head; {zero}"
    return str(seen.means)


def written(desk: Bench, ids: tuple[int, ...]) -> str:
    """Six greedy tokens against `generate` with the same settings."""
    from transformers import GenerationConfig

    from explorer.engine import decoder_inputs

    model: Any = desk.engine.loaded.model
    if not model.can_generate():
        return "reason: the class cannot write"
    two = bool(model.config.is_encoder_decoder)
    model.generation_config = config = GenerationConfig(
        max_new_tokens=6,
        do_sample=False,
        eos_token_id=None,
        pad_token_id=0,
        decoder_start_token_id=decoder_inputs.start(model) if two else None,
    )
    model.config.eos_token_id = None
    row = torch.tensor([ids])
    try:
        whole = model.generate(row, attention_mask=torch.ones_like(row), generation_config=config)
    except Exception as error:  # then there is nothing to be equal to
        return f"reason: generate itself fails: {type(error).__name__}: {error}"[:LONGEST]
    wanted = whole[0, 1 if two else row.shape[1] :].tolist()
    mine = [one.token.id for one in desk.do(Generate(input_ids=ids, max_new_tokens=6)).tokens]
    if mine == wanted:
        return "as generate"
    plain = row[0].tolist()
    if not two:
        with torch.inference_mode():
            for _ in mine:
                logits = model(torch.tensor([plain]), use_cache=False).logits
                plain.append(int(logits[0, -1].argmax()))
    if mine == plain[row.shape[1] :]:
        return f"as the forward pass: {mine}, where generate writes {wanted}"
    return f"CHECK FAILED: {mine} against {wanted}"


def of_other_type(desk: Bench) -> dict[str, str]:
    """A class that does not read text: everything answers in words, and nothing crashes."""
    found = {}
    try:
        desk.do(Run(input_ids=(tuple(range(4, 12)),)))
        found["run"] = "ran"
    except Failure as failure:
        words = f"{failure.sentence} {failure.details}"
        found["run"] = f"reason: {words}"[:LONGEST] if failure.sentence else "BLANK"
    except Exception as error:  # the very thing that is counted here
        found["run"] = f"CRASH: {type(error).__name__}: {error}"[:LONGEST]
    for name, request in (
        ("attention", AttentionRequest()),
        ("hidden states", HiddenStatesRequest()),
        ("lens", LogitLensRequest()),
        ("heads off", AblationTargetsRequest()),
    ):
        try:
            seen = desk.do(request)
            note = getattr(seen, "note", "") or getattr(seen, "sentence", "")
            shown = any(
                bool(len(getattr(seen, one, ()))) for one in ("maps", "stacks", "ids", "rows")
            )
            found[name] = "shown" if shown else f"reason: {note}"[:LONGEST] if note else "BLANK"
        except Failure as failure:
            found[name] = f"reason: {failure.sentence}" if failure.sentence else "BLANK"
        except Exception as error:  # the very thing that is counted here
            found[name] = f"CRASH: {type(error).__name__}: {error}"[:LONGEST]
    return found
