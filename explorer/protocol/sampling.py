"""How the next token is drawn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sampling:
    """How a token is chosen from the logits, in the order in which it is applied.

    `repetition_penalty` divides the positive logits of tokens that occurred (1: off);
    `temperature` divides all logits; `top_k` keeps the k likeliest (0: off); `top_p` keeps the
    likeliest that together reach p (1: off). `sample` draws; without it the likeliest is taken
    and only the penalty counts, as in transformers. `seed` starts the draw.
    """

    sample: bool = False
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 1.0
    repetition_penalty: float = 1.0
    seed: int = 42


@dataclass(frozen=True)
class SamplingDefaults:
    """What a checkpoint's generation_config.json says of choosing tokens.

    `sampling` holds its values, and transformers' own where it names only some; `ignored` are
    those that it sets but that count only while sampling, which it switches off.
    `max_new_tokens` is 0 where it names none.
    """

    sampling: Sampling
    max_new_tokens: int = 0
    ignored: tuple[str, ...] = ()
