"""The loop: one step after the other, on a copy of the model.

It is short and its own, and not transformers' `Trainer`, for measured reasons (torch 2.13,
transformers 5.24, one thread): the Trainer took 49.7 ms of the processor for a step of 47.3 ms, its
import 1.9 s and 105 MB, it needs accelerate, and it can be stopped only between two steps. Here a
stop is seen before a step, at every layer inside it, and after it, and a step that was stopped has
never happened.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import nn

from explorer.engine.hooks import installed
from explorer.features.training.compute import lora
from explorer.features.training.compute.rows import Batches, Row
from explorer.features.training.compute.snapshots import Weights, copied
from explorer.features.training.compute.step_failures import step_failures
from explorer.features.training.protocol import TrainingSettings
from explorer.protocol.failures import StepFailed
from explorer.protocol.job import Check

if TYPE_CHECKING:
    from transformers import PreTrainedModel

CLIP = 1.0
"""The longest gradient of all weights together: a longer one is shortened to it."""

BETAS = (0.9, 0.99)
"""AdamW's. In some hundred steps its usual second one, 0.999, forgets the first steps too late."""


class StepNotFinite(Exception):
    """The loss or its gradient is no number; the weights are still those before the step."""


class Learner:
    """A model that learns `rows`; `step` steps are made, and `losses` has the loss of each.

    `ordinary` is the same model without the matrices of LoRA, where it has some.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        rows: Sequence[Row],
        batches: Batches,
        settings: TrainingSettings,
        ordinary: PreTrainedModel | None = None,
    ) -> None:
        from transformers import get_scheduler

        self.model = model
        self._ordinary = ordinary
        self.rows = rows
        self.batches = batches
        self.settings = settings
        self.step = 0
        self.losses: list[float] = []
        self.picks = Picks(len(rows), settings)
        decayed: list[nn.Parameter] = []
        plain: list[nn.Parameter] = []
        for weight in model.parameters():
            if weight.requires_grad:
                # Biases and norms are not pulled towards zero.
                (decayed if weight.dim() > 1 else plain).append(weight)
        groups = [
            {"params": decayed, "weight_decay": settings.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]
        # Fused: one call instead of one for each tensor, which were 3 ms of a step of 35 ms.
        self.optimizer = torch.optim.AdamW(
            groups, lr=settings.learning_rate, betas=BETAS, fused=True
        )
        self.schedule: Any = get_scheduler(
            schedule_name(settings), self.optimizer, warmup_steps(settings), settings.steps
        )
        self.random = _Random(model.device, settings.seed)

    @property
    def plain(self) -> PreTrainedModel:
        """A model that `weights` fit into."""
        return self._ordinary if self._ordinary is not None else self.model

    def weights(self) -> Weights:
        """A copy of what it has learned, as the weights of an ordinary model."""
        return lora.merged(self.model) if self._ordinary is not None else copied(self.model)

    @property
    def learning_rate(self) -> float:
        """The one of the next step."""
        return float(self.schedule.get_last_lr()[0])

    @contextmanager
    def watched(self, check: Check) -> Iterator[None]:
        """Inside, `check` is called at every layer, forwards and backwards."""

        def look(*_: object) -> None:
            check()

        layers = [
            layer
            for owner in self.model.modules()
            if isinstance(owner, nn.ModuleList)
            for layer in owner
        ]
        # One weight of each layer: a look at each of them all, of which every one waits until the
        # window lets go of the interpreter, was a tenth of a step.
        firsts = (
            next((item for item in layer.parameters() if item.requires_grad), None)
            for layer in layers
        )
        weights: list[Any] = list(dict.fromkeys(item for item in firsts if item is not None))
        with installed(
            itertools.chain(
                (layer.register_forward_pre_hook(look) for layer in layers),
                (weight.register_post_accumulate_grad_hook(look) for weight in weights),
            )
        ):
            yield

    def make_step(self, check: Check) -> float:
        """One step; its loss. Raises StepNotFinite, StepFailed, and what `check` raises.

        Whatever is raised, the weights and the random numbers are those before the step.
        """
        check()
        rows = [self.rows[number] for number in self.picks.of(self.step)]
        if not self.model.training:  # each call goes through all modules
            self.model.train()
        with self.random.used(), torch.inference_mode(False), torch.enable_grad():
            try:
                loss: Any = self.loss(self.batch(rows))
                loss.backward()
                check()
                length = nn.utils.clip_grad_norm_(self.model.parameters(), CLIP)
                value = float(loss.item())
                if not (math.isfinite(value) and math.isfinite(length.item())):
                    raise StepNotFinite
            except BaseException:
                self.optimizer.zero_grad()
                raise
            # From here on nothing is asked: half a step would be no step.
            self.optimizer.step()
            self.schedule.step()
            self.optimizer.zero_grad()
            self.random.keep()
        self.step += 1
        self.losses.append(value)
        return value

    def batch(self, rows: Sequence[Row]) -> dict[str, torch.Tensor]:
        """Rows as the model takes them; what is random in it is drawn now."""
        return {name: value.to(self.model.device) for name, value in self.batches(rows).items()}

    def loss(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """The loss of a batch, a single number. Raises StepFailed."""
        with step_failures(self.model):
            loss: torch.Tensor | None = self.model(**batch).loss
        if loss is None or not loss.requires_grad:
            raise StepFailed(type(self.model).__name__, "it gives no loss that weights depend on")
        return loss if loss.dim() == 0 else loss.mean()

    # -- for continuing after an end of the program ------------------------------------------------

    def state(self) -> dict[str, torch.Tensor]:
        """What the next step depends on besides the weights."""
        tensors = {"random": self.random.state, **self._adapters()}
        for number, weight in enumerate(self._weights()):
            for name, value in self.optimizer.state.get(weight, {}).items():
                tensors[f"{number}.{name}"] = value
        return tensors

    def state_shapes(self, step: int) -> dict[str, torch.Tensor]:
        """What `state` has after so many steps, as tensors without numbers."""
        shapes = {
            name: torch.empty_like(tensor, device="meta")
            for name, tensor in {"random": self.random.state, **self._adapters()}.items()
        }
        for number, weight in enumerate(self._weights() if step else ()):
            for name in ("exp_avg", "exp_avg_sq"):
                shapes[f"{number}.{name}"] = torch.empty_like(weight, device="meta")
            shapes[f"{number}.step"] = torch.empty((), device="meta")
        return shapes

    def load_state(self, tensors: dict[str, torch.Tensor], step: int, losses: list[float]) -> None:
        """Continue after `step` steps. Raises KeyError and ValueError where it does not fit."""
        for number, weight in enumerate(self._weights()):
            prefix = f"{number}."
            own = {
                name.removeprefix(prefix): value.clone()
                for name, value in tensors.items()
                if name.startswith(prefix)
            }
            if step and own["exp_avg"].shape != weight.shape:
                raise ValueError(f"the state of weight {number} has another shape")
            if own:
                self.optimizer.state[weight] = own
        for name, adapter in self._adapters().items():
            adapter.copy_(tensors[name])
        self.random.begin_at(tensors["random"])
        self.step, self.losses = step, list(losses)
        # The schedule has no state but the number of its steps.
        self.schedule.last_epoch = step
        rates = [
            rate * fn(step)
            for rate, fn in zip(self.schedule.base_lrs, self.schedule.lr_lambdas, strict=True)
        ]
        for group, rate in zip(self.optimizer.param_groups, rates, strict=True):
            group["lr"] = rate
        self.schedule._last_lr = rates

    def _adapters(self) -> dict[str, torch.Tensor]:
        """What learns beside weights that stay as they are; nothing where all of them learn."""
        if self._ordinary is None:
            return {}
        return {
            f"adapter.{name}": weight.detach()
            for name, weight in self.model.named_parameters()
            if weight.requires_grad
        }

    def _weights(self) -> Iterator[nn.Parameter]:
        for group in self.optimizer.param_groups:
            yield from group["params"]


class Picks:
    """Which rows each step reads: all of them in a new order, again and again.

    The orders are drawn as they are needed: those of a million steps would fill memory.
    """

    def __init__(self, rows: int, settings: TrainingSettings) -> None:
        self._rows, self._size = rows, settings.batch_size
        self._order = torch.Generator().manual_seed(settings.seed)
        self._drawn = 0
        self._shuffled: list[int] = []

    def of(self, step: int) -> list[int]:
        """The rows of a step; of none before one that was asked for in an earlier order."""
        steps = math.ceil(self._rows / self._size)
        turn, place = divmod(step, steps)
        while self._drawn <= turn:
            self._shuffled = torch.randperm(self._rows, generator=self._order).tolist()
            self._drawn += 1
        assert self._drawn == turn + 1
        return self._shuffled[place * self._size : (place + 1) * self._size]


def schedule_name(settings: TrainingSettings) -> str:
    """What transformers calls the schedule."""
    return "constant_with_warmup" if settings.schedule == "constant" else settings.schedule


def warmup_steps(settings: TrainingSettings) -> int:
    """Steps in which the learning rate rises."""
    return round(settings.warmup * settings.steps)


class _Random:
    """Separate random numbers, so that looks in between change nothing."""

    def __init__(self, device: torch.device, seed: int) -> None:
        self._devices = [device] if device.type == "cuda" else []
        with torch.random.fork_rng(self._devices):
            torch.manual_seed(seed)
            self.state = torch.get_rng_state()
            self._others = [torch.cuda.get_rng_state(each) for each in self._devices]

    @contextmanager
    def used(self) -> Iterator[None]:
        """Inside, torch draws from these; what it drew counts only after `keep`."""
        with torch.random.fork_rng(self._devices):
            torch.set_rng_state(self.state)
            for device, state in zip(self._devices, self._others, strict=True):
                torch.cuda.set_rng_state(state, device)
            yield

    def begin_at(self, state: torch.Tensor) -> None:
        """Continue from a state that was written down. Raises RuntimeError where it is none."""
        with torch.random.fork_rng([]):
            torch.set_rng_state(state)
        self.state = state

    def keep(self) -> None:
        """The next `used` continues from here."""
        self.state = torch.get_rng_state()
        self._others = [torch.cuda.get_rng_state(each) for each in self._devices]
