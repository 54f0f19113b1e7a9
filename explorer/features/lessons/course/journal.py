"""The facts of a person's own work, kept up to date from each result of the lanes."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any

from explorer.boundary.typed_json import convert_items, convert_or
from explorer.features.architecture.protocol import ModuleTree, ModuleTreeRequest, WeightView
from explorer.features.attention.protocol import AttentionResult, HeadResult
from explorer.features.checkpoints.protocol import SavedCompared
from explorer.features.compare.protocol import ComparisonResult, OtherForgotten, OtherReady
from explorer.features.create.protocol.config import (
    ConfigForm,
    ConfigStart,
    ConfigVerdict,
    FormField,
)
from explorer.features.generation.protocol import Generated
from explorer.features.lessons.course.facts import Value
from explorer.features.lessons.course.run_facts import (
    UNKNOWN,
    bare,
    changed_ids,
    likeliest,
    spelled,
    split_word,
)
from explorer.features.logit_lens.protocol import LogitLensResult
from explorer.protocol.job import Request
from explorer.protocol.model import NOISE, LoadModel, ModelReady, ModelSaved, ModelUnloaded
from explorer.protocol.run import RunResult
from explorer.text import phrases

# The names under which config classes keep the number of layers.
_LAYERS = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "encoder_layers")
_MOST_RUNS = 200


class Journal:
    """`facts` by name, `stamps` when each came: the number of the result, counted in `stamp`."""

    def __init__(self) -> None:
        self.facts: dict[str, Value] = {}
        self.stamps: dict[str, int] = {}
        self.stamp = 0
        self._run: RunResult | None = None
        self._runs: list[RunResult] = []
        self._edit: tuple[str, str] | None = None
        self._overrides: dict[str, Any] = {}
        self._counted: int | None = None
        self._saved: dict[str, str] = {}
        self._name = self._state = ""
        self._head: HeadResult | None = None
        self._takers: dict[type, Callable[[Any, Request], Mapping[str, Value | None]]] = {
            ModelReady: self._ready,
            ModelUnloaded: self._unloaded,
            ConfigForm: self._form,
            ConfigStart: self._start,
            ConfigVerdict: self._verdict,
            ModuleTree: self._tree,
            WeightView: self._weight,
            RunResult: self._ran,
            ModelSaved: self._written,
            SavedCompared: self._compared,
            AttentionResult: self._attention,
            HeadResult: self._head_seen,
            LogitLensResult: self._lens,
            OtherReady: self._other_ready,
            OtherForgotten: self._other_gone,
            ComparisonResult: self._both,
            Generated: self._generated,
        }

    def record(self, request: Request, result: object) -> bool:
        """Note a result of any lane; whether it says anything that a lesson may know."""
        taker = self._takers.get(type(result))
        if taker is None:
            return False
        self.stamp += 1
        for name, value in taker(result, request).items():
            self._put(name, value)
        return True

    def _put(self, name: str, value: Value | None) -> None:
        # None takes a fact back: what it was about is gone.
        if value is None:
            self.facts.pop(name, None)
            self.stamps.pop(name, None)
        else:
            self.facts[name] = value
            self.stamps[name] = self.stamp

    # -- the model in memory -----------------------------------------------------------------

    def _ready(self, result: ModelReady, request: Request) -> Mapping[str, Value | None]:
        summary = result.summary
        report = summary.report if result.verb == "loaded" else None
        path = request.path if isinstance(request, LoadModel) else ""
        # A folder does not say who trained its weights; whoever saved it here a moment ago knows.
        saved = self._saved.get(_real(path)) if path else None
        self._name = summary.name
        self._state = saved if summary.state == "file" and saved is not None else summary.state
        return {
            "both.kind": None,
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
            "load.trained": report.trained if report is not None else None,
            "load.total": report.total if report is not None else None,
            "load.sentence": report.sentence if report is not None else None,
            "load.of_saved": (_real(path) in self._saved) if path else None,
        }

    def _unloaded(self, result: ModelUnloaded, request: Request) -> Mapping[str, Value | None]:
        # A new model may have none of the former's facts.
        gone = [name for name in self.facts if name.split(".")[0] in ("model", "load", "tree")]
        return dict.fromkeys(gone)

    # -- the config --------------------------------------------------------------------------

    def _form(self, result: ConfigForm, request: Request) -> Mapping[str, Value | None]:
        return {"config.settings": _fields(result.fields)}

    def _start(self, result: ConfigStart, request: Request) -> Mapping[str, Value | None]:
        return self._form(result.form, request)

    def _verdict(self, result: ConfigVerdict, request: Request) -> Mapping[str, Value | None]:
        edit = result.edit
        given = _object(edit.overrides)
        facts: dict[str, Value | None] = {}
        if self._edit != (edit.model_type, edit.class_name):
            # A fast person has changed something before the defaults were ever judged.
            self._edit, self._counted = (edit.model_type, edit.class_name), None
            self._overrides = {}
            facts = dict.fromkeys(("config.parameters_before", "config.changed_setting"))
        changed = [
            name
            for name in (*given, *self._overrides)
            if given.get(name) != self._overrides.get(name)
        ]
        if changed:
            facts["config.changed_setting"] = changed[0]
        self._overrides = given
        size = result.footprint
        if size is not None:
            if self._counted is not None and size.parameters != self._counted:
                facts["config.parameters_before"] = self._counted
            self._counted = size.parameters
        config = _object(result.config_json or "")
        layers = convert_items([config.get(name) for name in _LAYERS], int)
        errors = [problem.sentence for problem in result.problems if problem.level == "error"]
        return facts | {
            "config.type": edit.model_type,
            "config.class": edit.class_name or None,
            "config.changed": len(given),
            "config.layers": layers[0] if layers else None,
            "config.parameters": size.parameters if size is not None else None,
            "config.bytes": size.float32_bytes if size is not None else None,
            "config.problems": len(errors),
            "config.problem": errors[0] if errors else None,
            "config.can_create": result.can_create,
        }

    # -- what it is made of ------------------------------------------------------------------

    def _tree(self, result: ModuleTree, request: Request) -> Mapping[str, Value | None]:
        if not result.real or not isinstance(request, ModuleTreeRequest):
            return {}
        # Leaves only: a part with parts would always be the largest. A tied weight counts once.
        leaves = [row for row in result.rows if row.own_parameters and not row.tied]
        largest = max(leaves, key=lambda row: row.own_parameters, default=None)
        return {
            "tree.modules": len(result.rows),
            "tree.largest": largest.path if largest is not None else None,
            "tree.largest_share": largest.share if largest is not None else None,
        }

    def _weight(self, result: WeightView, request: Request) -> Mapping[str, Value | None]:
        return {
            "weight.name": result.name,
            "weight.shape": result.shape,
            "weight.elements": result.elements,
            "weight.mean": result.mean,
            "weight.deviation": result.deviation,
        }

    # -- running -----------------------------------------------------------------------------

    def _ran(self, result: RunResult, request: Request) -> Mapping[str, Value | None]:
        before, self._run = self._run, result
        row = result.rows[0] if result.rows else ()
        shapes = {info.name: info.shape for info in (*result.inputs, *result.outputs)}
        facts: dict[str, Value | None] = {
            "run.text": result.request.texts[0] if result.request.texts else None,
            "run.texts": len(result.rows),
            "run.tokens": len(row),
            "run.tokens_before": len(before.rows[0]) if before is not None else None,
            "run.special": len(phrases.added(result.rows)),
            "run.padding": phrases.padding(result.rows),
            "run.unknown": sum(token.piece in UNKNOWN for token in row),
            "run.input_shape": shapes.get("input_ids"),
            "run.logits_shape": shapes.get("logits"),
            "run.seconds": result.seconds,
            "run.model": self._name or None,
            "run.state": self._state or None,
            "head.chosen": None,
        }
        facts |= changed_ids(before, row)
        facts |= split_word(result.request.texts[0] if result.request.texts else "", row)
        values = likeliest(result.predictions)
        facts |= {f"run.{name}": value for name, value in values.items()}
        facts |= self._by_state(result, values)
        facts |= self._again(result)
        # Enough for "the same text once more"; older runs are nobody's memory.
        self._runs = [*self._runs[-_MOST_RUNS:], result]
        return facts

    def _by_state(
        self, result: RunResult, values: Mapping[str, Value | None]
    ) -> Mapping[str, Value | None]:
        """The last run of a trained model, and of a random one, stand side by side."""
        whose = "random" if self._state in NOISE else self._state
        if whose not in ("trained", "random") or values["top"] is None:
            return {}
        text = "\n".join(result.request.texts)
        facts: dict[str, Value | None] = {
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

    def _again(self, result: RunResult) -> Mapping[str, Value | None]:
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

    def _written(self, result: ModelSaved, request: Request) -> Mapping[str, Value | None]:
        self._saved[_real(result.folder)] = self._state or result.summary.state
        return {
            "saved.name": os.path.basename(result.folder.rstrip("/\\")),
            "saved.files": len(result.files),
            "saved.names": ", ".join(file.name for file in result.files),
            "saved.bytes": sum(saved_file.bytes for saved_file in result.files),
            "saved.state": result.summary.state,
            "compared.identical": None,
        }

    def _compared(self, result: SavedCompared, request: Request) -> Mapping[str, Value | None]:
        return {
            "compared.identical": result.identical,
            "compared.tensors": result.tensors,
            "compared.sentence": result.sentence,
        }

    # -- looking inside ----------------------------------------------------------------------

    def _attention(self, result: AttentionResult, request: Request) -> Mapping[str, Value | None]:
        heads = sum(layer.heads for maps in result.maps for layer in maps.layers)
        return {"attention.heads": heads or None}

    def _head_seen(self, result: HeadResult, request: Request) -> Mapping[str, Value | None]:
        before, self._head = self._head, result
        if not result.weights.size:
            return {}
        rows, columns = result.from_tokens, result.to_tokens
        masks = [place for place, token in enumerate(rows) if token.mask]
        strongest = result.strongest
        if strongest is None:
            strongest = divmod(int(result.weights.argmax()), result.weights.shape[1])
        # The row of a mask, where there is one: that is what the person asked about.
        row = masks[0] if masks else strongest[0]
        best = int(result.weights[row].argmax())
        facts: dict[str, Value | None] = {
            "head.title": result.title,
            "head.from": spelled(rows[row]),
            "head.to": spelled(columns[best]),
            "head.weight": float(result.weights[row, best]),
        }
        # The same run and another title: another head of the same picture was chosen.
        if before is not None and before.ran is result.ran and before.title != result.title:
            facts["head.chosen"] = True
        return facts

    def _lens(self, result: LogitLensResult, request: Request) -> Mapping[str, Value | None]:
        if not result.names:
            return {}
        place = next((at for at, token in enumerate(result.tokens) if token.mask), -1)
        best = result.ids[:, place, 0]  # [layers]: the first choice at one place
        since = len(best) - 1
        while since and best[since - 1] == best[-1]:
            since -= 1
        return {
            "lens.layers": len(result.names),
            "lens.first_word": bare(result.words[int(best[0])]),
            "lens.top": bare(result.words[int(best[-1])]),
            "lens.settled": result.names[since],
        }

    def _other_ready(self, result: OtherReady, request: Request) -> Mapping[str, Value | None]:
        return {"both.kind": result.request.kind, "both.moved": None}

    def _other_gone(self, result: OtherForgotten, request: Request) -> Mapping[str, Value | None]:
        return {"both.kind": None}

    def _both(self, result: ComparisonResult, request: Request) -> Mapping[str, Value | None]:
        main = likeliest(result.main.ran.predictions)
        other = likeliest(result.other.ran.predictions)
        moved = [
            prediction.moved for prediction in result.predictions if prediction.moved is not None
        ]
        return {
            "both.kind": result.request.other.kind,
            "both.main_top": main["top"],
            "both.main_share": main["top_share"],
            "both.other_top": other["top"],
            "both.other_share": other["top_share"],
            "both.moved": moved[0] if moved else None,
        }

    def _generated(self, result: Generated, request: Request) -> Mapping[str, Value | None]:
        return {
            "text.tokens": len(result.tokens),
            "text.text": result.text,
            "text.seconds": result.seconds,
        }


def _real(path: str) -> str:
    # normcase: on Windows the same folder may be written in several ways.
    return os.path.normcase(os.path.abspath(path))


def _object(text: str) -> dict[str, Any]:
    try:
        return convert_or(json.loads(text or "{}"), dict[str, Any], {})
    except ValueError:
        return {}


def _fields(fields: tuple[FormField, ...]) -> int:
    """How many settings a form has, those of configs inside the config included."""
    return sum(_fields(field.fields) if field.fields else 1 for field in fields)
