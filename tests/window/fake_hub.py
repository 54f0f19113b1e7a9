"""A stand-in for the Hub room: answers the panes' requests with small, true-to-form data.

It knows no network and no disk. What the real handlers answer is tested where they live; here only
what is drawn of it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from typing import Any

from explorer.boundary.card import pieces
from explorer.features.hub.protocol.account import SignedIn, SignIn, SignOut, WhoAmI
from explorer.features.hub.protocol.cache import (
    CachedCheckpoint,
    CachedRevision,
    CacheListing,
    CleanOrphans,
    DeletePreview,
    DeleteRevisions,
    ListCache,
    PreviewDelete,
    VerifyReport,
    VerifyRevision,
)
from explorer.features.hub.protocol.checkpoint_page import (
    CheckpointPage,
    ConfigRead,
    HubFile,
    OpenPage,
    ReadConfig,
    ReadFolder,
    Revision,
    TensorHeader,
)
from explorer.features.hub.protocol.fit import CheckFit, Fit, FitLine
from explorer.features.hub.protocol.search import (
    CheckpointRow,
    ListStarters,
    SearchHub,
    SearchPage,
    Starter,
    Starters,
)
from explorer.features.hub.protocol.transfer import (
    DeletedBytes,
    DiscardPartial,
    Download,
    Downloaded,
    DownloadPlan,
    FileProgress,
    PlanDownload,
    PlannedFile,
    SkippedFile,
    TransferProgress,
)
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.features.hub.remote.lookup.page import read_folder
from explorer.protocol.failures import Failure, TokenWrong
from explorer.protocol.job import Check, Report, Request

COMMIT = "cd5ef92a9fb2f889e972770a36d4ed042daf221e"
NAME = "google-bert/bert-base-cased"
GATED = "meta-llama/Llama-3.1-8B"
CARD = """# BERT base model (cased)

Pretrained model on English language using a masked language modeling (MLM) objective.

<p align="center"><img src="http://example.com/spy.png" onerror="alert(1)"></p>
<script>alert("never")</script>

![a picture](http://example.com/spy.png) A [link](https://example.com/paper) and `code`.

## Intended uses

You can use the raw model for either masked language modeling or next sentence prediction, but it
is mostly intended to be fine-tuned on a downstream task.

| Layers | Hidden | Heads |
| ------ | ------ | ----- |
| 12     | 768    | 12    |

```python
from transformers import pipeline
unmasker = pipeline("fill-mask", model="bert-base-cased")
```
"""


def row(name: str = NAME, **more: Any) -> CheckpointRow:
    """A search result."""
    values: dict[str, Any] = {
        "task": "fill-mask",
        "library": "transformers",
        "model_type": "bert",
        "licence": "apache-2.0",
        "parameters": 108_340_804,
        "weight_bytes": 435_755_784,
        "dtype": "F32",
        "downloads": 4_912_345,
        "likes": 312,
        "gated": False,
        "private": False,
        "tags": ("fill-mask",),
        "downloaded": "no",
        "fit": "fits",
        "needs_sign_in": False,
    }
    return CheckpointRow(name=name, **{**values, **more})


ROWS = (
    row("google-bert/bert-base-uncased", downloaded="yes", downloads=54_100_000, likes=2_410),
    row(),
    row("distilbert/distilbert-base-uncased", parameters=66_985_530, weight_bytes=267_954_768),
    row(
        "FacebookAI/roberta-large", parameters=355_000_000, weight_bytes=1_421_700_479, fit="tight"
    ),
    row(
        "openlm/an-organisation-with-a-rather-long-name-7b-instruct-v2",
        task="text-generation",
        parameters=7_240_000_000,
        weight_bytes=14_480_000_000,
        fit="too large",
    ),
    row("somebody/no-metadata", task="", parameters=None, weight_bytes=None, fit="cannot tell"),
    row(
        GATED,
        task="text-generation",
        parameters=8_030_000_000,
        weight_bytes=16_060_000_000,
        licence="llama3.1",
        gated=True,
        needs_sign_in=True,
        fit="too large",
    ),
)

FILES = (
    HubFile("README.md", 21_812, "no", 0),
    HubFile("config.json", 570, "yes", 570),
    HubFile("flax_model.msgpack", 433_285_000, "no", 0),
    HubFile("model.safetensors", 435_755_784, "partly", 120_000_000),
    HubFile("pytorch_model.bin", 435_779_157, "no", 0),
    HubFile("tf_model.h5", 526_681_800, "no", 0),
    HubFile("tokenizer.json", 435_797, "yes", 435_797),
    HubFile("tokenizer_config.json", 49, "yes", 49),
)


def tensors(count: int = 199) -> tuple[TensorHeader, ...]:
    """So many tensors of a BERT."""
    return tuple(
        TensorHeader(
            f"bert.encoder.layer.{n // 16}.attention.self.query.weight.{n % 16}",
            "F32",
            (768, 768),
            768 * 768 * 4,
            "model.safetensors",
        )
        for n in range(count)
    )


def page(name: str = NAME, revision: str = "main", **more: Any) -> CheckpointPage:
    """A checkpoint's page."""
    values: dict[str, Any] = {
        "access": "open",
        "access_note": "",
        "card": pieces(CARD)[0],
        "card_more": False,
        "config_json": '{\n  "model_type": "bert",\n  "hidden_size": 768\n}',
        "model_type": "bert",
        "architectures": ("BertForMaskedLM",),
        "files": FILES,
        "revisions": (
            Revision("main", COMMIT, "branch"),
            Revision("refs/pr/4", "b" * 40, "branch"),
            Revision("v1.0", "a" * 40, "tag"),
        ),
        "tensors": tensors(),
        "tensors_note": "",
        "parameters": 108_340_804,
        "header_bytes": 24_000,
        "web_address": f"https://huggingface.co/{name}",
        "from_disk": False,
        "remembered": False,
    }
    found = next((one for one in ROWS if one.name == name), row(name))
    return CheckpointPage(name, revision, COMMIT, found, **{**values, **more})


def plan(name: str = NAME, revision: str = "main", **more: Any) -> DownloadPlan:
    """What a download would do."""
    files = (
        PlannedFile("config.json", 570, "1" * 40, "the config", "yes", 570),
        PlannedFile(
            "model.safetensors", 435_755_784, "2" * 64, "the weights", "partly", 120_000_000
        ),
        PlannedFile("tokenizer.json", 435_797, "3" * 40, "the tokenizer", "yes", 435_797),
        PlannedFile("tokenizer_config.json", 49, "4" * 40, "the tokenizer", "yes", 49),
    )
    skipped = (
        SkippedFile("flax_model.msgpack", 433_285_000, "weights for Flax"),
        SkippedFile("pytorch_model.bin", 435_779_157, "the same weights in an older format"),
        SkippedFile("tf_model.h5", 526_681_800, "weights for TensorFlow"),
        SkippedFile("README.md", 21_812, "the model card"),
    )
    total = sum(one.size for one in files)
    values: dict[str, Any] = {
        "files": files,
        "skipped": skipped,
        "total": total,
        "missing": total - 120_436_416,
        "free_disk": 61_000_000_000,
        "room_on_disk": True,
        "cache": "/home/ada/.cache/huggingface/hub",
        "weights": "model.safetensors",
        "variant": "",
        "pickled": False,
    }
    return DownloadPlan(name, revision, COMMIT, **{**values, **more})


def fit(**more: Any) -> Fit:
    """A checkpoint that fits."""
    values: dict[str, Any] = {
        "verdict": "fits",
        "sentence": "Loading needs about 0.6 GB of the 23 GB that are free.",
        "weights": 433_363_216,
        "loading": 561_000_000,
        "running": 512_000_000,
        "needed": 561_000_000,
        "room": 23_000_000_000,
        "dtype": "float32",
        "lines": (
            FitLine("Weights", 433_363_216, "108,340,804 numbers of 4 bytes (float32)"),
            FitLine(
                "While loading", 127_000_000, "the largest tensor twice, and the file's header"
            ),
            FitLine("A run", 78_000_000, "1 text of 128 tokens through 12 layers of 768"),
            FitLine("Unloading", -4_000_000, "the model in memory now"),
        ),
    }
    return Fit(**{**values, **more})


def progress(have: int = 179_000_000, **more: Any) -> TransferProgress:
    """A download under way."""
    total = plan().total
    files = (
        FileProgress("config.json", 570, 570, "done"),
        FileProgress("model.safetensors", 435_755_784, have, "downloading"),
        FileProgress("tokenizer.json", 435_797, 435_797, "done"),
        FileProgress("tokenizer_config.json", 49, 49, "done"),
    )
    values: dict[str, Any] = {
        "rate": 12_400_000.0,
        "seconds_left": (total - have) / 12_400_000.0,
        "stalled": False,
        "quiet_seconds": 0.0,
        "note": "",
    }
    return TransferProgress(files, have, total, **{**values, **more})


def downloaded(name: str = NAME) -> Downloaded:
    """The end of a download."""
    return Downloaded(
        name, "main", COMMIT, "/cache/snap", "", 316_000_000, 120_000_000, 25.0, False
    )


def cached_revision(commit: str = COMMIT, **more: Any) -> CachedRevision:
    """A complete revision in the cache."""
    values: dict[str, Any] = {
        "refs": ("main",),
        "folder": f"/cache/models--x/snapshots/{commit}",
        "size": 436_192_200,
        "freed": 436_192_200,
        "files": FILES[:2],
        "modified": 1_760_000_000.0,
        "complete": True,
        "disabled_reason": "",
        "variant": "",
        "resumable": False,
        "resume_revision": "",
        "has": 0,
        "planned": 0,
    }
    return CachedRevision(commit, **{**values, **more})


def listing(**more: Any) -> CacheListing:
    """A cache with a complete, an unfinished and a foreign partial checkpoint."""
    unfinished = cached_revision(
        "e" * 40,
        complete=False,
        disabled_reason="The download is unfinished.",
        resumable=True,
        resume_revision="main",
        has=120_000_000,
        planned=436_000_000,
        size=120_000_000,
    )
    partial = cached_revision(
        "f" * 40, complete=False, disabled_reason="model.safetensors is missing.", size=12_000
    )
    values: dict[str, Any] = {
        "checkpoints": (
            CachedCheckpoint(
                "google-bert/bert-base-uncased",
                440_000_000,
                1_760_000_000.0,
                True,
                "bert",
                (cached_revision(),),
            ),
            CachedCheckpoint(NAME, 120_000_000, 0.0, False, "bert", (unfinished,)),
            CachedCheckpoint("openai-community/gpt2", 12_000, 0.0, False, "gpt2", (partial,)),
        ),
        "size": 560_012_000,
        "orphan_files": 3,
        "orphan_bytes": 12_400_000,
        "free_disk": 61_000_000_000,
        "offline": False,
        "shared_note": "Every program that uses huggingface_hub shares this folder.",
        "warnings": (),
    }
    return CacheListing("/home/ada/.cache/huggingface/hub", **{**values, **more})


@dataclass
class FakeHub:
    """A handler for the hub's lanes. `failures` are raised for requests of that type, once each.

    A download reports `steps` one by one, each when `go` is set, and then ends.
    """

    pages: int = 3
    failures: dict[type, Failure] = field(default_factory=dict)
    answers: dict[type, Any] = field(default_factory=dict)
    asked: list[Request] = field(default_factory=list)
    steps: list[TransferProgress] = field(default_factory=list)
    go: threading.Event = field(default_factory=threading.Event)
    signed_in: SignedIn = field(default_factory=lambda: SignedIn("", "", False))

    def __call__(self, request: Request, check: Check, report: Report) -> object:
        """Answer one request."""
        self.asked.append(request)
        if (failure := self.failures.pop(type(request), None)) is not None:
            raise failure
        if isinstance(request, Download):
            return self._download(request, check, report)
        if isinstance(request, ReadFolder):  # of this computer: nothing of a Hub is in it
            return read_folder(request, Lookups(), check, report)
        return self.answer(request)

    def kinds(self) -> list[str]:
        """The names of the requests that came, in order."""
        return [type(one).__name__ for one in self.asked]

    def last(self, kind: type) -> Any:
        """The newest request of a kind."""
        return next(one for one in reversed(self.asked) if isinstance(one, kind))

    def _download(self, request: Download, check: Check, report: Report) -> Downloaded:
        for step in self.steps:
            report("Downloading", step.have / step.total, step)
        while not self.go.wait(0.01):
            check()
        return downloaded(request.plan.checkpoint)

    def answer(self, request: Request) -> object:
        """The result for a request."""
        if (ready := self.answers.get(type(request))) is not None:
            return ready
        if isinstance(request, ListStarters):
            return Starters(
                (
                    Starter("google-bert/bert-base-uncased", "Fills in missing words.", "yes"),
                    Starter("openai-community/gpt2", "Goes on with a text, word by word.", "no"),
                    Starter("distilbert/distilgpt2", "The same, half as large.", "no"),
                )
            )
        if isinstance(request, SearchHub):
            return self._search(request)
        if isinstance(request, OpenPage):
            return page(request.checkpoint, request.revision)
        if isinstance(request, ReadConfig):
            return ConfigRead(request.checkpoint, COMMIT, '{"model_type": "llama"}')
        if isinstance(request, PlanDownload):
            return plan(request.checkpoint, request.revision)
        if isinstance(request, CheckFit):
            return fit(dtype=request.dtype)
        if isinstance(request, ListCache):
            return listing()
        if isinstance(request, PreviewDelete):
            return DeletePreview(request.commits, 436_192_200, (NAME,), ())
        if isinstance(request, DeleteRevisions | CleanOrphans | DiscardPartial):
            return DeletedBytes(436_192_200, 4)
        if isinstance(request, VerifyRevision):
            sentence = "All 2 files are as the Hub names them."
            return VerifyReport(request.checkpoint, request.commit, 2, 570, (), "the Hub", sentence)
        if isinstance(request, SignIn):
            if not request.token.startswith("hf_"):
                raise TokenWrong
            self.signed_in = SignedIn("ada", "Ada Lovelace", False)
        if isinstance(request, SignOut):
            self.signed_in = SignedIn("", "", False)
        if isinstance(request, SignIn | SignOut | WhoAmI):
            return self.signed_in
        raise AssertionError(f"no answer for {request}")

    def _search(self, request: SearchHub) -> SearchPage:
        if request.text == "nothing":
            return SearchPage((), "", "", False)
        number = int(request.cursor or 0)
        rows: tuple[CheckpointRow, ...] = ROWS
        if number:
            rows = tuple(replace(one, name=f"{one.name}-{number}") for one in ROWS)
        more = str(number + 1) if number + 1 < self.pages else ""
        exact = request.text if "/" in request.text else ""
        return SearchPage(rows, more, exact, False)
