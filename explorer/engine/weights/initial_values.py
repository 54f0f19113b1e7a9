"""What a class draws each of its parameters from, according to its own `_init_weights`.

The class is built on the meta device, where a tensor has no numbers and costs no memory, and its
initialisation is watched: `normal_(std=0.02)`, `zeros_`, `ones_(...)`, `trunc_normal_` and whatever
is done to these values afterwards. Nothing is drawn. What is set otherwise (from an array, by
index, by a QR decomposition) is not known, and such a parameter is left out.
"""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import torch
from torch.overrides import TorchFunctionMode

from explorer.engine.size.building import building, within
from explorer.protocol.job import Check, Stopped

if TYPE_CHECKING:
    from transformers import PreTrainedConfig, PreTrainedModel

Step = tuple[str, tuple[float, ...]]
"""One step: what is drawn ("normal", (mean, std)), or what is done to it ("mul", (0.5,))."""

Steps = tuple[Step, ...]
"""How the values of a parameter come about: a drawing, then what is done to each value."""

_LONGEST_SECONDS = 3.0
"""A build that takes longer is given up: 96 % of all classes take less than 1 second."""

# Named with an underscore, yet they change no values.
_HARMLESS = frozenset({"requires_grad_", "retain_grad_", "__setattr__"})
_ZERO: Steps = (("constant", (0.0,)),)
_DRAWN = ("normal_", "uniform_")
_EACH = {
    **dict.fromkeys(("add", "add_", "__add__", "__radd__"), "add"),
    **dict.fromkeys(("mul", "mul_", "multiply", "__mul__", "__rmul__"), "mul"),
    **dict.fromkeys(("sub", "sub_", "__sub__"), "sub"),
    **dict.fromkeys(("div", "div_", "true_divide", "__truediv__"), "div"),
    **{name: name.rstrip("_") for name in ("clamp_", "exp_", "log_", "neg_", "sqrt_", "abs_")},
    **{name: name for name in ("clamp", "exp", "log", "neg", "sqrt", "abs", "expm1", "log1p")},
}
_SAME = frozenset(
    {
        *("clone", "detach", "contiguous", "to", "float", "half", "bfloat16", "type", "double"),
        *("view", "reshape", "unsqueeze", "squeeze", "expand", "repeat", "t", "transpose"),
        *("requires_grad_", "permute", "flatten", "cpu"),
    }
)
_CREATED: dict[str, Step] = {
    **dict.fromkeys(("zeros", "zeros_like", "new_zeros"), _ZERO[0]),
    **dict.fromkeys(("ones", "ones_like", "new_ones"), ("constant", (1.0,))),
    **dict.fromkeys(("randn", "randn_like"), ("normal", (0.0, 1.0))),
    **dict.fromkeys(("rand", "rand_like"), ("uniform", (0.0, 1.0))),
}


def initial_values(
    cls: type[PreTrainedModel], config: PreTrainedConfig, check: Check
) -> dict[str, Steps]:
    """Parameter name -> how it is initialised; without those of which that is not known.

    Empty where the class cannot be built from the config without numbers, or not in 3 seconds.
    """
    config = copy.deepcopy(config)
    config.dtype = None
    with suppress(ValueError, AttributeError):  # a class that has no such switch
        config._attn_implementation = "eager"
    recorder = _Recorder()
    # Some classes draw on the CPU while they are built, which must not move the person's seed.
    state = torch.random.get_rng_state()
    try:
        with (
            warnings.catch_warnings(),
            _unseen(recorder),
            torch.device("meta"),
            recorder,
            building(within(_LONGEST_SECONDS, check)),
            torch.no_grad(),
        ):
            warnings.simplefilter("ignore")
            model: PreTrainedModel = cls(config)
            model.initialize_weights()
    except Stopped:
        raise
    except Exception:  # a class says in its own ways that it needs numbers
        return {}
    finally:
        torch.random.set_rng_state(state)
    mapping = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        steps = recorder.steps(parameter)
        if steps:
            mapping[name] = steps
    return mapping


class _Recorder(TorchFunctionMode):
    """Keeps for each storage what its values come from; None for what is not known."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[int, Steps | None] = {}
        self._alive: list[Any] = []  # so that no address is used again

    def steps(self, tensor: torch.Tensor) -> Steps | None:
        """How the values of a tensor come about."""
        # By storage: views and transposes of a parameter are the same numbers.
        return self._known.get(_place(tensor))

    def put(self, tensor: torch.Tensor, steps: Steps | None) -> None:
        """From now on the values of this tensor come about like this."""
        place = _place(tensor)
        if place not in self._known:
            self._alive.append(tensor.untyped_storage())
            self._known[place] = None
        if _whole(tensor):
            self._known[place] = steps
        elif steps != _ZERO:  # of a part; a padding row of 0 does not change what the rest is
            self._known[place] = None

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        self._look(getattr(func, "__name__", ""), args, kwargs, result)
        return result

    def _look(self, name: str, args: Any, kwargs: dict[str, Any], result: Any) -> None:
        first = args[0] if args else kwargs.get("tensor")
        if not isinstance(result, torch.Tensor) and name != "__setitem__":
            return
        # Scalars after the tensor, as in `normal_(w, 0.0, 0.02)`.
        numbers = tuple(float(arg) for arg in args[1:] if isinstance(arg, int | float))
        if name in _CREATED:
            self.put(result, (_CREATED[name],))
        elif name in ("full", "full_like", "new_full"):
            value = kwargs.get("fill_value", args[-1] if args else None)
            self.put(result, _constant(value))
        elif not isinstance(first, torch.Tensor):
            return
        elif name in _DRAWN:
            self.put(first, (_drawing(name, numbers, kwargs),))
        elif name == "kaiming_uniform_":
            bound = _kaiming_bound(first, kwargs)
            self.put(first, (("uniform", (-bound, bound)),) if bound else None)
        elif name == "zero_":
            self.put(first, _ZERO)
        elif name in ("fill_", "constant_"):
            value = kwargs.get("val", kwargs.get("value", args[1] if len(args) > 1 else None))
            self.put(first, _constant(value))
        elif name == "copy_":
            other = args[1] if len(args) > 1 else None
            self.put(first, self.steps(other) if isinstance(other, torch.Tensor) else None)
        elif name == "__setitem__":
            zero = len(args) > 2 and isinstance(args[2], int | float) and args[2] == 0
            self.put(first, _ZERO if zero else None)
        elif name in _EACH:
            former = self.steps(first)
            plain = len(numbers) == len(args) - 1 and not isinstance(kwargs.get("alpha"), float)
            # NaN stands for a bound that is not set.
            limits = tuple(float(kwargs.get(k, math.nan)) for k in ("min", "max"))
            values = limits if _EACH[name] == "clamp" and not numbers else numbers
            known = former is not None and plain
            steps = (*former, (_EACH[name], values)) if known and former is not None else None
            self.put(result, steps)
        elif name in _SAME and _place(result) != _place(first):
            self.put(result, self.steps(first))
        # Any other in-place function makes the values unknown, rather than wrong.
        elif name.endswith("_") and name not in _HARMLESS and result is first:
            self.put(first, None)


def _constant(value: object) -> Steps | None:
    return (("constant", (float(value),)),) if isinstance(value, int | float) else None


def _place(tensor: torch.Tensor) -> int:
    # The C++ storage's address: data_ptr() is 0 for every tensor on the meta device.
    return int(tensor.untyped_storage()._cdata)


def _whole(tensor: torch.Tensor) -> bool:
    return tensor.numel() * tensor.element_size() >= tensor.untyped_storage().nbytes()


def _drawing(name: str, numbers: tuple[float, ...], kwargs: dict[str, Any]) -> Step:
    if name == "normal_":
        names, given = ("mean", "std"), (0.0, 1.0)
    else:
        names, given = (("a", "b") if "a" in kwargs else ("from", "to")), (0.0, 1.0)
    values = [float(kwargs.get(key, value)) for key, value in zip(names, given, strict=True)]
    values[: len(numbers)] = numbers
    return name.rstrip("_"), tuple(values[:2])


def _kaiming_bound(tensor: torch.Tensor, kwargs: dict[str, Any]) -> float:
    """The bound that `kaiming_uniform_` draws within; 0 where the tensor has none."""
    try:
        fan = torch.nn.init._calculate_correct_fan(tensor, kwargs.get("mode", "fan_in"))
    except ValueError:
        return 0.0
    # As torch.nn.init.kaiming_uniform_ computes it: bound = √3 · gain / √fan.
    slope = kwargs.get("a", 0)
    gain = torch.nn.init.calculate_gain(kwargs.get("nonlinearity", "leaky_relu"), slope)
    return math.sqrt(3.0) * gain / math.sqrt(fan) if fan else 0.0


@contextmanager
def _unseen(recorder: _Recorder) -> Iterator[None]:
    """Record the functions too that leave at once where a tensor is on the meta device.

    They are replaced in the two places where they are looked up, while a class is built in the
    model's lane: no hook sees their arguments.
    """
    from transformers import initialization

    def truncated(
        tensor: torch.Tensor,
        mean: float = 0.0,
        std: float = 1.0,
        a: float = -2.0,
        b: float = 2.0,
        generator: object = None,
    ) -> torch.Tensor:
        recorder.put(tensor, (("truncated", (mean, std, a, b)),))
        return tensor

    def unknown(tensor: torch.Tensor, *numbers: object, **more: object) -> torch.Tensor:
        recorder.put(tensor, None)
        return tensor

    new: dict[str, Callable[..., torch.Tensor]] = {
        "trunc_normal_": truncated,
        **dict.fromkeys(("orthogonal_", "dirac_", "sparse_"), unknown),
    }
    # transformers keeps torch's functions in a table of its own, and calls those.
    table: dict[str, Any] = initialization.TORCH_INIT_FUNCTIONS
    former = {name: (getattr(torch.nn.init, name), table[name]) for name in new}
    for name, function in new.items():
        setattr(torch.nn.init, name, function)
        table[name] = function
    try:
        yield
    finally:
        for name, (in_torch, in_table) in former.items():
            setattr(torch.nn.init, name, in_torch)
            table[name] = in_table
