"""What a generation starts from: the prompt's IDs, what the decoder reads, and what ends a text."""

from __future__ import annotations

from dataclasses import dataclass

from explorer.engine import chat_templates, decoder_inputs, input_ids, padding
from explorer.engine import tokenization as tokens
from explorer.engine.decoding import ends
from explorer.engine.loaded_model import LoadedModel
from explorer.features.generation.protocol import ChatRendered, Generate, RenderChat
from explorer.protocol.failures import BadInput, TemplateFailed
from explorer.protocol.job import Check
from explorer.protocol.run import Token
from explorer.text.translation import tr

_CHANGES = {
    "num_beams": 1,
    "no_repeat_ngram_size": 0,
    "forced_bos_token_id": None,
    "forced_eos_token_id": None,
    "encoder_no_repeat_ngram_size": 0,
    "encoder_repetition_penalty": 1.0,
    "sequence_bias": None,
    "suppress_tokens": None,
    "begin_suppress_tokens": None,
    "bad_words_ids": None,
    "min_length": 0,
    "min_new_tokens": 0,
}
"""Settings of a checkpoint's generation_config that change what `generate` writes, and the value
that changes nothing."""


@dataclass(frozen=True)
class Prompt:
    """`ids` are the prompt's; `start` what the decoder reads first; `ends` the IDs that end."""

    ids: list[int]
    start: list[int]
    tokens: tuple[Token, ...]
    ends: frozenset[int]
    note: str
    unused: tuple[str, ...] = ()
    own_positions: bool = False


def prompt_of(loaded: LoadedModel, request: Generate, check: Check) -> Prompt:
    """The prompt of a request, checked. Raises BadInput, NoTokenizer."""
    if not loaded.model.can_generate():
        raise BadInput(
            tr(
                "{class_name} does not write text. Load the checkpoint with a "
                "class for text generation, such as one whose name ends in "
                "ForCausalLM.",
                class_name=type(loaded.model).__name__,
            )
        )
    ids = list(request.input_ids) or _ids_of(loaded, request, check)
    try:
        # Only to judge the IDs: the tensor is made where generation begins.
        input_ids.tensor(loaded.model, [ids])
    except BadInput as error:
        if not (request.chat and request.turns):
            raise
        advice = tr("Go back to an earlier turn, or clear the conversation.")
        raise BadInput(f"{error.sentence} {advice}", error.details) from error
    unused = _unused_settings(loaded)
    two_stacks = bool(loaded.model.config.is_encoder_decoder)
    positions = _positions(loaded)
    return Prompt(
        ids=ids,
        # An encoder reads the prompt, and the decoder begins with its start token alone.
        start=[decoder_inputs.start(loaded.model)] if two_stacks else ids,
        tokens=tokens.tokens_of(loaded.tokenizer, ids),
        ends=ends(loaded),
        note=" ".join(filter(None, (_unused_note(unused), positions))),
        unused=unused,
        own_positions=bool(positions),
    )


def _ids_of(loaded: LoadedModel, request: Generate, check: Check) -> list[int]:
    tokenizer = tokens.need(loaded)
    if request.chat:
        return tokenizer.ids(rendered(loaded, request, check))
    ids: list[int] = []
    if request.text:
        inputs, _ = tokens.encode(tokenizer, (request.text,))
        ids = inputs["input_ids"][0].tolist()
    # An empty prompt begins as `generate` begins one: with the BOS token.
    if not ids and tokenizer.bos_token_id is not None:
        ids = [tokenizer.bos_token_id]
    return ids


def messages(request: Generate | RenderChat) -> list[dict[str, str]]:
    """The conversation as transformers takes it: a system message, earlier turns, the text."""
    turns = [{"role": turn.role, "content": turn.content} for turn in request.turns]
    if request.system.strip():
        turns.insert(0, {"role": "system", "content": request.system})
    return [*turns, {"role": "user", "content": request.text}]


def rendered(loaded: LoadedModel, request: Generate | RenderChat, check: Check) -> str:
    """What the chat template makes of a conversation.

    Raises NoTokenizer, Stopped, and TemplateFailed where there is no such template or it cannot
    be filled in with these messages.
    """
    tokenizer = tokens.need(loaded)
    known = chat_templates.named(tokenizer)
    if not known:
        raise TemplateFailed(
            tr(
                "This checkpoint has no chat template, so a message cannot be put into the form "
                "of a conversation. Write without it."
            )
        )
    name = request.template or next(iter(known))
    if name not in known:
        raise TemplateFailed(
            tr(
                "This checkpoint has no chat template named {name}; it has {known}.",
                name=name,
                known=", ".join(known),
            )
        )
    for message in messages(request):
        tokens.check_text(message["content"])
    return chat_templates.filled(
        tokenizer, known[name], messages(request), check, prompted=request.prompted
    )


def render(loaded: LoadedModel, request: RenderChat, check: Check) -> ChatRendered:
    """The text that the model reads, and its tokens."""
    text = rendered(loaded, request, check)
    # A filled in template holds its special tokens already: none is added.
    ids = tokens.need(loaded).ids(text)
    return ChatRendered(
        request, text, tokens.tokens_of(loaded.tokenizer, ids[: tokens.MOST_SHOWN]), len(ids)
    )


def _unused_settings(loaded: LoadedModel) -> tuple[str, ...]:
    """What the checkpoint asks of `generate` and is not done here."""
    config = loaded.model.generation_config
    return tuple(
        name
        for name, neutral in _CHANGES.items()
        if getattr(config, name, None)
        not in (None, neutral, [], 1 if name == "num_beams" else None)
    )


def _unused_note(unused: tuple[str, ...]) -> str:
    """The same as a sentence: said rather than left out."""
    if not unused:
        return ""
    return tr(
        "The checkpoint's generation_config also sets {settings}, which this view does not use: "
        "here only the settings on screen count.",
        settings=", ".join(unused),
    )


def _positions(loaded: LoadedModel) -> str:
    """RoBERTa and its kin count positions from after the padding ID.

    Measured with transformers 5.23: `generate` hands them positions from 0 and so writes other
    tokens than the model's own forward pass says; here the model counts itself.
    """
    if not padding.counts_from_padding(loaded.model):
        return ""
    return tr(
        "transformers' own generate may write other tokens with this model: it counts "
        "positions from 0, but this model was made to count from after its padding ID, "
        "as here."
    )
