"""Inputs that some classes need beside token IDs, for the survey's trial runs."""

from __future__ import annotations

from typing import Any

import torch

Inputs = dict[str, torch.Tensor]


def prepared(model: Any, inputs: Inputs | None) -> Inputs | None:
    """The inputs of a class, with what the general rules cannot know."""
    if inputs is None:
        return None
    name = type(model).__name__
    kind = model.config.model_type
    ids = inputs.get("input_ids")
    if ids is None:
        return inputs
    text = model.config.get_text_config(decoder=False)
    end = getattr(text, "eos_token_id", None)
    if name.endswith(("ForSequenceClassification", "ForQuestionAnswering")):
        end = end[0] if isinstance(end, list) else end
        if isinstance(end, int) and end < 256:
            ids[..., -1] = end  # Bart and its kin read the answer at the end of the text
    if name in ("LongformerForQuestionAnswering", "LongformerForMultipleChoice"):
        ids[ids == text.sep_token_id] = 5
        for place in (4, 8, 9):
            ids[..., place] = text.sep_token_id
    if name == "SplinterForPreTraining":
        ids[..., 6] = model.config.question_token_id
    if kind == "lxmert":
        inputs["visual_feats"] = torch.zeros(1, 4, model.config.visual_feat_dim)
        inputs["visual_pos"] = torch.zeros(1, 4, 4)
    if kind == "luke" and "Entity" in name:
        inputs["entity_ids"] = torch.ones(1, 2, dtype=torch.long)
        inputs["entity_attention_mask"] = torch.ones(1, 2, dtype=torch.long)
        inputs["entity_position_ids"] = torch.tensor([[[1, 2, -1, -1], [3, 4, -1, -1]]])
        if "Span" in name:
            inputs["entity_start_positions"] = torch.tensor([[1, 3]])
            inputs["entity_end_positions"] = torch.tensor([[2, 4]])
    if kind == "bros":
        inputs["bbox"] = torch.zeros(*ids.shape, 4)
    if kind == "xmod" and hasattr(model, "set_default_language"):
        model.set_default_language("en_XX")
    if "decoder_input_ids" in inputs:
        inputs["decoder_input_ids"] = ids.clone()
    return inputs
