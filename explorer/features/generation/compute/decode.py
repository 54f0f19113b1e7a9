"""One step of writing: the logits of the next token, with the model's memory of what was read.

Classes that leave the preparation of their inputs to transformers are called directly, which is
faster than `generate` and lets each count positions itself; classes with a preparation of their
own are called through it. Both keep the cache between steps where the class has one.
"""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

import torch

from explorer.engine import forward

if TYPE_CHECKING:
    from transformers import PreTrainedModel


CACHE_ARGUMENTS = ("cache", "past_key_values")
"""What `forward` calls the cache, in and out: since transformers 5.24, and before."""

REMEMBERED = frozenset((*CACHE_ARGUMENTS, "cache_params", "state", "mems", "past_buckets_states"))
"""Names under which classes give back what they remember of the tokens they have read."""


class Decoder:
    """Reads tokens one after the other. `read` counts how many the cache holds."""

    def __init__(self, model: PreTrainedModel, prompt: torch.Tensor) -> None:
        """`prompt` int64 [1, T] is what an encoder reads; a model of one stack ignores it."""
        from transformers import GenerationMixin

        self.model = model
        self.two_stacks = bool(model.config.is_encoder_decoder)
        known = inspect.signature(model.forward).parameters
        # The head over the vocabulary for one place instead of all: the prompt's other places are
        # not asked about.
        self._keep_one = {"logits_to_keep": 1} if "logits_to_keep" in known else {}
        own = getattr(type(model), "prepare_inputs_for_generation", None)
        # None of these: the class takes no cache that could be handed back.
        self._cache = next((name for name in CACHE_ARGUMENTS if name in known), "")
        self._direct = (
            own is GenerationMixin.prepare_inputs_for_generation
            and bool(self._cache)
            and "use_cache" in known
        )
        self.cache_argument = self._cache if self._direct and not self.two_stacks else ""
        """By what name the class can be given its cache token by token; empty where it cannot."""
        # The prompt once on the model's device, not at each step.
        self._prompt = prompt.to(model.device)
        self._encoded: Any = None
        self._more: dict[str, Any] = {}
        self.read = 0
        self.cached = False
        """Whether the class gave a cache back at the last step."""

    @torch.inference_mode()
    def logits(self, ids: list[int]) -> torch.Tensor:
        """Float32 [vocabulary] for what follows `ids`; only those not read yet are computed.

        Raises RunFailed with the model's own words, and Stopped.
        """
        try:
            with forward.failures(self.model):
                return self._logits(ids)
        except Exception:
            self.forget()  # some layers may have read the token, others not
            raise

    def _logits(self, ids: list[int]) -> torch.Tensor:
        if self.two_stacks and self._encoded is None:
            # One row without padding: the mask is all ones.
            mask = torch.ones_like(self._prompt)
            encoder = self.model.get_encoder()
            # Once for the whole text: the encoder never sees what is written.
            self._encoded = encoder(self._prompt, attention_mask=mask, return_dict=True)
        if self.read >= len(ids):  # the last token's logits come from reading it
            self.back_to(len(ids) - 1)
        if not self._direct and len(ids) - self.read != 1:
            self.forget()  # the library's own preparation takes one token at a time
        # A class that gave no cache back has to read everything again.
        first = not self.cached or self.read == 0
        if first:
            self._more, self.read = self._start(len(ids)), 0
        outputs = self._call(ids, first)
        # By the same name in and out, since transformers returns the cache that it was given.
        if self._direct:
            self._more[self._cache] = outputs.get(self._cache)
        else:
            library: Any = self.model
            self._more = library._update_model_kwargs_for_generation(
                outputs, self._more, is_encoder_decoder=self.two_stacks
            )
        self.cached = not REMEMBERED.isdisjoint(outputs)  # an output has no keys for None
        self.read = len(ids)
        # A copy: the view would keep the logits of every place alive.
        # [batch, tokens, vocabulary]; float32, because the sliders compute softmax of it again.
        return outputs.logits[0, -1].to(torch.float32, copy=True)  # type: ignore[no-any-return]

    def _start(self, length: int) -> dict[str, Any]:
        more: dict[str, Any] = {"use_cache": True}
        if self.two_stacks:
            more["encoder_outputs"] = self._encoded
            more["attention_mask"] = torch.ones_like(self._prompt)
        elif not self._direct:
            more["attention_mask"] = torch.ones(1, length, dtype=torch.int64)
        return more

    def _call(self, ids: list[int], first: bool) -> Any:
        model: Any = self.model
        if self._direct:
            key = "decoder_input_ids" if self.two_stacks else "input_ids"
            new = torch.tensor([ids[self.read :]], device=model.device)  # [1, tokens not read yet]
            return model(**{key: new}, **self._more, **self._keep_one, return_dict=True)
        every = torch.tensor([ids], device=model.device)
        prepared = model.prepare_inputs_for_generation(
            every,
            next_sequence_length=None if first else len(ids) - self.read,
            is_first_iteration=first,
            **self._more,
        )
        return model(**prepared, return_dict=True)

    def back_to(self, length: int) -> None:
        """Forget all but the first `length` tokens; exactly, or by reading them again."""
        if self.read <= length:
            return
        cache = self._more.get(self._cache)
        # EncoderDecoderCache: only the part that grows with the decoder's tokens.
        cache = getattr(cache, "self_attention_cache", cache)
        layers = getattr(cache, "layers", None)
        # Layers with a window or a state have dropped what would be needed to go back.
        # DynamicLayer keeps every token's keys and values; a sliding window or a state does not.
        plain = layers and all(type(layer).__name__ == "DynamicLayer" for layer in layers)
        if self._direct and plain and length > 0:
            # crop() with a negative number takes that many tokens off the end.
            cache.crop(length - self.read)  # type: ignore[union-attr]
            self.read = length
        else:
            self.forget()

    def forget(self) -> None:
        """Read everything again at the next step."""
        self._more, self.read, self.cached = {}, 0, False
