"""Importing torch and transformers in the worker without freezing the window.

Measured: a plain `import torch` on a thread holds the interpreter lock for 0.4 s while the system
links its libraries, and automatic garbage collection adds stalls of 0.2 s. Loading the libraries
beforehand through a foreign call that releases the lock, with collection off (the program turns
it off at start), brings the longest gap of the window below 50 ms and makes the import faster.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib.util
import logging
import os
import sys
import time
from pathlib import Path

from explorer.boundary import network
from explorer.engine.sandbox.process import PROCESS, Ended
from explorer.protocol.failures import PackageMissing
from explorer.protocol.job import Report
from explorer.protocol.model import Prepared
from explorer.text.translation import tr

_LIBRARIES = ("libgomp", "libc10", "libtorch_cpu", "libtorch", "libshm", "libtorch_python")


def prepare(report: Report) -> Prepared:
    """Import what every later job needs, and settle threads, logging and collection.

    Raises PackageMissing when torch or transformers cannot be imported.
    """
    started = time.monotonic()
    network.settle_library()
    report(tr("Preparing torch: loading its libraries"))
    with contextlib.suppress(Ended):  # who needs it meets the failure then
        # The reason of a failure is asked again where a tokenizer is needed, with a sentence.
        PROCESS.start()  # beside this: it needs two seconds, and the first model a tokenizer
    _preload()
    report(tr("Preparing torch"))
    try:
        import torch

        report(tr("Preparing transformers"))
        import transformers
        from transformers import AutoConfig, AutoModel  # noqa: F401

        # The classes of the bundled models: the first model opens without importing anything.
        from transformers.models.bert import modeling_bert  # noqa: F401
        from transformers.models.gpt2 import modeling_gpt2  # noqa: F401
    except ImportError as error:
        raise PackageMissing(error.name or "torch", str(error)) from error

    from explorer.engine import backbones

    backbones.from_cache()
    # All cores but one: the window's longest gap while generating fell from 37 to 21 ms.
    torch.set_num_threads(max(1, (os.cpu_count() or 2) - 1))
    transformers.logging.set_verbosity_error()
    # tqdm writes to stderr, which a windowed program may not have.
    transformers.logging.disable_progress_bar()
    logging.getLogger("transformers").addHandler(logging.NullHandler())
    # Hundreds of thousands of objects that live as long as the program: never scan them again.
    gc.freeze()
    return Prepared(
        torch_version=str(torch.__version__),  # it is a class of torch
        transformers_version=transformers.__version__,
        devices=_devices(),
        threads=torch.get_num_threads(),
        seconds=time.monotonic() - started,
    )


def _preload() -> None:
    """Link torch's shared libraries through calls that release the interpreter lock.

    Only where the system has dlopen; elsewhere torch's own import does it, with a longer gap.
    """
    spec = importlib.util.find_spec("torch")
    if spec is None or spec.origin is None or sys.platform == "win32":
        return
    folder = Path(spec.origin).parent / "lib"
    libc = ctypes.CDLL(None)
    libc.dlopen.restype = ctypes.c_void_p
    libc.dlopen.argtypes = (ctypes.c_char_p, ctypes.c_int)
    # In the order in which they need each other; torch's own import finds them linked already.
    for name in _LIBRARIES:
        for file in (*folder.glob(f"{name}.so*"), *folder.glob(f"{name}.dylib")):
            libc.dlopen(os.fsencode(file), os.RTLD_LAZY)


def _devices() -> tuple[str, ...]:
    import torch

    devices = ["cpu"]
    if torch.cuda.is_available():
        devices.append("cuda")
    if torch.backends.mps.is_available():
        devices.append("mps")
    return tuple(devices)
