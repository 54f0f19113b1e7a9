"""The facts of a person's own work, kept up to date from each result of the lanes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

from explorer import features
from explorer.protocol.explanation import Facts, FactValue
from explorer.protocol.job import Request
from explorer.protocol.model import (
    NOISE,
    LoadModel,
    ModelReady,
    ModelSaved,
    ModelSummary,
    ModelUnloaded,
)
from explorer.protocol.run import RunResult, is_live
from explorer.text import phrases
from explorer.text.phrases import bare
from explorer.text.run_facts import (
    changed_ids,
    first_ids,
    likeliest,
    split_word,
)

_MOST_RUNS = 200


class Journal:
    """`facts` by name, `stamps` when each came or went: the number of the result, as in `stamp`.

    `live` are the facts of a run that follows the typing. Pages speak of it, as it is in sight,
    but no task is done by a half-typed word. Compared is only with one that a page was turned by,
    or a model left by. `saved` are the folders that were written, with the state of the weights.
    """

    def __init__(self) -> None:
        self.facts: dict[str, FactValue] = {}
        self.stamps: dict[str, int] = {}
        self.live: Facts = {}
        self.stamp = 0
        self._run: RunResult | None = None
        self._live_run: RunResult | None = None
        self._runs: list[RunResult] = []
        self.saved: dict[str, str] = {}
        self._name = self._state = ""
        self._keepers: dict[type, Any] = {}
        self._own: dict[type, Callable[[Any, Request], Facts]] = {
            ModelReady: self._ready,
            ModelUnloaded: self._unloaded,
            RunResult: self._ran,
            ModelSaved: self._written,
        }

    def restore_saved(self, folders: Mapping[str, str]) -> None:
        """Know the folders that were written before this start; nothing is new by that."""
        self.saved.update(folders)
        if self.saved:
            self.facts["saved.kept"] = True

    def record(self, request: Request, result: object) -> bool:
        """Note a result of any lane; whether it says anything that a lesson may know."""
        facts_of = self._own.get(type(result)) or self._of_feature(type(result))
        if facts_of is None:
            return False
        if isinstance(result, ModelReady | ModelUnloaded):
            self._remember(self._live_run)  # what was in sight of it: a later one is asked the same
        if isinstance(result, RunResult | ModelReady | ModelUnloaded):
            self.live, self._live_run = {}, None
        follows = isinstance(result, RunResult) and is_live(request)
        if follows and isinstance(result, RunResult) and not self._is_asked_again(result):
            self.live, self._live_run = self._about(result), result
            return True
        self.stamp += 1
        for name, value in facts_of(result, request).items():
            self._put(name, value)
        return True

    def _is_asked_again(self, result: RunResult) -> bool:
        """Whether another snapshot answered the text that was run: nothing of it is half-typed."""
        return (
            self.facts.get("model.how") == "snapshot"
            and self._run is not None
            and result.request.texts == self._run.request.texts
            and result.model_serial != self._run.model_serial
        )

    def turn(self) -> None:
        """A page is turned: the run that is in sight is what the next one is compared with."""
        self._run = self._live_run or self._run

    def _of_feature(self, kind: type) -> Callable[[Any, Request], Facts] | None:
        """What a feature's record names for a class of results."""
        feature, reference = features.table("lesson").get(kind, (None, ""))
        if feature is None:
            return None
        function, method = feature.load(reference)
        if method:  # of a class that remembers earlier results
            function = getattr(self._keepers.setdefault(function, function()), method)
        facts_of: Callable[[Any, Request], Facts] = function
        return facts_of

    def _put(self, name: str, value: FactValue | None) -> None:
        # None takes a fact back: what it was about is gone.
        if value is not None:
            self.facts[name] = value
        elif self.facts.pop(name, None) is None:
            return
        self.stamps[name] = self.stamp

    # -- the model in memory -----------------------------------------------------------------

    def _ready(self, result: ModelReady, request: Request) -> Facts:
        summary = result.summary
        report = summary.report if result.verb == "loaded" else None
        path = request.path if isinstance(request, LoadModel) else ""
        # A folder does not say who trained its weights; whoever saved it here a moment ago knows.
        saved = self.saved.get(_real(path)) if path else None
        self._name = summary.name
        self._state = saved if summary.state == "file" and saved is not None else summary.state
        return {
            # A snapshot's own answer comes at once: its name never stands beside another's.
            **self._none_of(
                *(("run",) if result.verb == "snapshot" else ("training", "snapshots"))
            ),
            "both.kind": None,
            # Of this one: it has not run yet.
            **dict.fromkeys(("again.same", "again.top", "again.share")),
            "model.class": summary.class_name,
            "model.name": summary.name,
            "model.type": summary.model_type,
            "model.state": self._state,
            "model.state_words": summary.state_text,
            "model.how": result.verb,
            "model.parameters": summary.parameters,
            "model.bytes": summary.bytes,
            "model.layers": summary.layers or None,
            "model.heads": summary.heads or None,
            "model.hidden_size": summary.hidden_size or None,
            "model.vocabulary": summary.vocab_size or None,
            "model.seed": str(summary.seed) if summary.seed is not None else None,
            "model.tokenizer": bool(summary.tokenizer),
            "model.steps": _steps(summary, result.verb),
            "load.trained": report.trained if report is not None else None,
            "load.total": report.total if report is not None else None,
            "load.sentence": report.sentence if report is not None else None,
            "load.of_saved": True if path and _real(path) in self.saved else None,
            "again.asked": True if self._runs else None,
        }

    def _unloaded(self, result: ModelUnloaded, request: Request) -> Facts:
        # A new model may have none of the former's facts.
        return self._none_of("model", "load", "tree", "training", "snapshots")

    def _none_of(self, *groups: str) -> dict[str, FactValue | None]:
        """Facts of these groups, taken back."""
        return dict.fromkeys(name for name in self.facts if name.split(".")[0] in groups)

    # -- running -----------------------------------------------------------------------------

    def _ran(self, result: RunResult, request: Request) -> Facts:
        facts = self._about(result)
        self._run = result
        self._remember(result)
        return facts

    def _remember(self, ran: RunResult | None) -> None:
        # Enough for "the same text once more"; older runs are nobody's memory.
        if ran is not None:
            self._runs = [*self._runs[-_MOST_RUNS:], ran]

    def _about(self, result: RunResult) -> Facts:
        """What a run says, beside the one that was asked for before it."""
        before = self._run
        row = result.rows[0] if result.rows else ()
        shapes = {info.name: info.shape for info in (*result.inputs, *result.outputs)}
        facts: dict[str, FactValue | None] = {
            "run.text": result.request.texts[0] if result.request.texts else None,
            "run.other_text": before is None or before.request.texts != result.request.texts,
            "run.texts": len(result.rows),
            "run.tokens": len(row),
            "run.tokens_before": len(before.rows[0]) if before is not None else None,
            "run.first_ids": first_ids(row),
            "run.special": len(phrases.added(result.rows)),
            "run.padding": phrases.padding(result.rows),
            "run.unknown": sum(token.unknown for token in row),
            "run.input_shape": shapes.get("input_ids"),
            "run.logits_shape": shapes.get("logits"),
            "run.seconds": result.seconds,
            "run.model": self._name or None,
            "run.state": self._state or None,
            "head.chosen": None,
        }
        facts |= changed_ids(before, row)
        former = before.request.texts if before is not None else ()
        facts |= split_word("".join(result.request.texts[:1]), row, "".join(former[:1]))
        values = likeliest(result.predictions)
        facts |= {f"run.{name}": value for name, value in values.items()}
        facts |= self._by_state(result, values)
        facts |= self._again(result)
        return facts

    def _by_state(self, result: RunResult, values: Facts) -> Facts:
        """The last run of a trained model, and of a random one, are side by side."""
        whose = "random" if self._state in NOISE else self._state
        if whose not in ("trained", "random") or values["top"] is None:
            return {}
        text = "\n".join(result.request.texts)
        facts: dict[str, FactValue | None] = {
            f"{whose}.text": text,
            f"{whose}.top": values["top"],
            f"{whose}.top_share": values["top_share"],
        }
        # The other side's text as it was remembered.
        trained = text if whose == "trained" else self.facts.get("trained.text")
        random = text if whose == "random" else self.facts.get("random.text")
        facts["random.same_text"] = trained == random if trained and random else None
        if whose == "random":
            facts["random.chance"] = values["chance"]
            answer = self.facts.get("trained.top")
            facts["random.trained_answer_share"] = next(
                (
                    candidate.probability
                    for candidate in result.predictions[0].candidates
                    if bare(candidate.text) == answer
                ),
                None,
            )
        return facts

    def _again(self, result: RunResult) -> Facts:
        """Whether a model that was loaded later said the very same to the very same text."""
        for former in reversed(self._runs):
            if (
                former.model_serial != result.model_serial
                and former.request.texts == result.request.texts
                and result.predictions
            ):
                # Predictions are frozen dataclasses: equal means every probability to the last bit.
                same = former.predictions == result.predictions
                values = likeliest(result.predictions)
                return {
                    "again.same": same,
                    "again.top": values["top"] if same else None,
                    "again.share": values["top_share"] if same else None,
                }
        return {}

    # -- files -------------------------------------------------------------------------------

    def _written(self, result: ModelSaved, request: Request) -> Facts:
        self.saved[_real(result.folder)] = self._state or result.summary.state
        return {
            "saved.kept": True,
            "saved.name": os.path.basename(result.folder.rstrip("/\\")),
            "saved.files": len(result.files),
            "saved.names": ", ".join(file.name for file in result.files),
            "saved.bytes": sum(saved_file.bytes for saved_file in result.files),
            "saved.state": result.summary.state,
            "compared.identical": None,
        }


def _real(path: str) -> str:
    # normcase: on Windows the same folder may be written in several ways.
    return os.path.normcase(os.path.abspath(path))


def _steps(summary: ModelSummary, how: str) -> int | None:
    """How many steps of a training it has behind it: none, where it is the snapshot before it."""
    if summary.training is not None:
        return summary.training.steps
    return 0 if how == "snapshot" else None
