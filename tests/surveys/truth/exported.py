"""What the window would show of one class, each with the Python that must give the same."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from explorer.features.ablation.protocol import AblateHeads, AblationTargetsRequest
from explorer.features.answers.protocol import (
    AskQuestion,
    ChooseAnswer,
    CompareTexts,
    LabelTokens,
    RunWithTarget,
)
from explorer.features.attention.protocol import AttentionRequest, HeadRequest
from explorer.features.flow.protocol import FlowRequest
from explorer.features.generation.protocol import Generate
from explorer.features.hidden_states.protocol import (
    HiddenStatesRequest,
    SimilarityRequest,
    VectorRequest,
)
from explorer.features.logit_lens.protocol import LogitLensRequest
from explorer.features.python import action, code
from explorer.features.tensors.protocol import ExportTensor, ReadSlice
from explorer.protocol.failures import Failure
from explorer.protocol.inspection import AVERAGE, HeadPlace
from explorer.protocol.job import Request
from explorer.protocol.run import Prediction, ReadOutput, Run, RunResult, Tokenize
from tests.surveys.truth.small import Small

Checks = list[tuple[str, str, Any]]

ATTENTIONS = {
    "self": "attentions",
    "encoder": "encoder_attentions",
    "decoder": "decoder_attentions",
    "cross": "cross_attentions",
}
STATES = {
    "self": "hidden_states",
    "encoder": "encoder_hidden_states",
    "decoder": "decoder_hidden_states",
}


class Cases:
    """Does requests, and keeps each code with the numbers that it must give."""

    def __init__(self, small: Small, folder: Path) -> None:
        self.desk, self.small, self.folder = small.desk, small, folder
        self.cases: list[tuple[str, str, Checks]] = []
        self.without: dict[str, str] = {}
        """Shown, but with a comment in place of its Python: the comment."""
        self.refused: dict[str, str] = {}
        """Not shown, for a reason in words."""

    def do(self, name: str, request: Request, wanted: Callable[[Any], Checks]) -> Any:
        """One request; None where it was refused."""
        try:
            result = self.desk.do(request)
        except Failure as failure:
            self.refused[name] = f"{failure.sentence} {failure.details}".strip()[:300]
            return None
        self.keep(name, request, result, wanted(result))
        return result

    def keep(self, name: str, request: Request, result: Any, checks: Checks) -> None:
        if not checks:
            return
        own = action(request, result, self.desk.summary).lines
        if all(line.startswith("#") for line in own):
            self.without[name] = " ".join(line.lstrip("# ") for line in own)
            return
        written = code(request, result, self.desk.summary, threads=1)
        self.cases.append((name, written, checks))

    def tensor(self, name: str) -> Any:
        """A tensor of the last run in full, as the program writes it into a file."""
        path = self.folder / "tensor.npy"
        self.desk.do(ExportTensor(name, str(path)))
        return np.load(path)

    def write(self) -> None:
        (self.folder / "cases.pickle").write_bytes(pickle.dumps(self.cases))


def told(predictions: tuple[Prediction, ...], text: str = "seen['best']") -> Checks:
    """What was said, by probability and by ID, in the order of the window."""
    if not predictions:
        return []
    chances = np.array(
        [
            [one.logit if one.is_score else one.probability for one in each.candidates]
            for each in predictions
        ],
        np.float32,
    )
    ids = np.array([[one.id for one in each.candidates] for each in predictions])
    if predictions[0].kind == "score":
        return [("scores", "[row.flatten() for row in seen['row']]", chances)]
    if predictions[0].kind == "label":
        text = f"[one.sort(descending=True) for one in {text}]"
    return [
        ("probabilities", _rows(text, "values"), chances),
        ("answers", _rows(text, "indices"), ids),
    ]


def _rows(text: str, name: str) -> str:
    """One row for each prediction, whether the code printed them one by one or all at once."""
    return f"torch.cat([one.{name}.view(-1, one.{name}.shape[-1]) for one in {text}])"


def collect(small: Small, folder: Path) -> Cases:
    """Everything that the window can show of a class, in the order in which one would look."""
    keep = Cases(small, folder)
    about = small.desk.summary
    assert about is not None
    ids = tuple(range(4, 20))
    if about.tokenizer:
        read = keep.do(
            "tokens",
            Tokenize((small.text,)),
            lambda one: [("input IDs", "inputs['input_ids']", _ids(one.rows))],
        )
        ids = tuple(token.id for token in read.rows[0])
    by_ids = keep.do("run on IDs", Run(input_ids=(ids,)), lambda one: _run(keep, one))
    ran = by_ids
    if about.tokenizer:
        keep.do("two texts", Run((small.text, small.short)), lambda one: _run(keep, one))
        ran = keep.do("run", Run((small.text,)), lambda one: _run(keep, one)) or by_ids
    _answers(keep, ids)
    if ran is not None:
        small.desk.do(ran.request)
        look(keep, ran)
    return keep


def _ids(rows: Any) -> Any:
    return np.array([[token.id for token in row] for row in rows])


def _run(keep: Cases, ran: RunResult) -> Checks:
    """Every tensor that went in and came out, and what the model says."""
    return inputs(keep, ran.inputs) + outputs(keep, ran.outputs) + told(ran.predictions)


def inputs(keep: Cases, given: Any) -> Checks:
    """Every tensor that went in."""
    return [
        (one.name, f"inputs[{one.name!r}]", keep.desk.do(ReadOutput(one.name)).values)
        for one in given
    ]


def outputs(keep: Cases, made: Any) -> Checks:
    """Every tensor that came out."""
    return [
        (one.name, f"outputs.{one.name}", keep.desk.do(ReadOutput(one.name)).values) for one in made
    ]


def _answers(keep: Cases, ids: tuple[int, ...]) -> None:
    """The task of the class, where it is asked otherwise than by a run."""
    about, small = keep.desk.summary, keep.small
    assert about is not None

    def checks(result: Any) -> Checks:
        return outputs(keep, result.run.outputs)

    match about.task:
        case "token-classification":
            keep.do("labels", LabelTokens(input_ids=(ids,)), checks)
        case "sentence-similarity":
            texts = (small.text, small.other)
            keep.do(
                "similarity of texts",
                CompareTexts(texts),
                lambda one: [
                    *checks(one),
                    ("vectors", "vectors", one.vectors),
                    ("cosine", "cosine.clamp(-1, 1)", one.cosine),
                ],
            )
        case "question-answering":
            asked = AskQuestion(small.short, small.text)
            keep.do(
                "answer in a context",
                asked,
                lambda one: [
                    *checks(one),
                    ("start", "start", one.start),
                    ("end", "end", one.end),
                    ("best", "best.max()", np.float32(one.answers[0].probability)),
                ],
            )
        case "multiple-choice":
            asked_choice = ChooseAnswer(small.short, (small.text, small.other))
            keep.do(
                "choices",
                asked_choice,
                lambda one: [
                    *checks(one),
                    (
                        "probabilities",
                        "best",
                        np.array([each.probability for each in one.choices], np.float32),
                    ),
                ],
            )
        case "text-to-text":
            asked_target = RunWithTarget(input_ids=ids, target_ids=ids[2:6])
            keep.do(
                "target",
                asked_target,
                lambda one: [*checks(one), *told(one.predictions[-1:], "[best]")],
            )


def look(keep: Cases, ran: RunResult) -> None:
    """Every way of looking inside the last run."""
    seen = keep.do("attention", AttentionRequest(), lambda one: _maps(keep, one))
    for one in seen.maps if seen is not None else ():
        last = one.layers[-1]
        for name, row, head in (
            ("head", last.row, last.heads - 1),
            ("average", AVERAGE, AVERAGE),
        ):
            request = HeadRequest(one.kind, row, head)
            keep.do(
                f"{one.kind} {name}", request, lambda one: [("weights", "weights", one.weights)]
            )
    states = keep.do("hidden states", HiddenStatesRequest(), lambda one: _norms(keep, one))
    for one in states.stacks if states is not None else ():
        alike = SimilarityRequest(one.kind, len(one.names) - 1)
        keep.do(f"{one.kind} alike", alike, lambda one: [("cosine", "cosine", one.cosine)])
        vector = VectorRequest(one.kind, len(one.names) - 1, one.norms.shape[1] - 1)
        if not np.isnan(one.norms[-1, -1]):
            keep.do(f"{one.kind} vector", vector, lambda one: [("vector", "vector", one.values)])
    keep.do("lens", LogitLensRequest(), _lens)
    keep.do("flow", FlowRequest(), _flow)
    first = next((one.name for one in ran.outputs if one.shape), "")
    if first:
        keep.do("slice", ReadSlice(first), lambda one: [("table", "table", one.values)])
    _switched(keep, ran)
    about = keep.desk.summary
    if ran.rows and about is not None and about.task in ("text-generation", "text-to-text"):
        _written(keep, ran)


def _maps(keep: Cases, seen: Any) -> Checks:
    """Every weight of every map by its name, and the largest of each head in the overview."""
    checks: Checks = []
    highest: list[Any] = []
    for one in seen.maps:
        for layer in one.layers:
            name = keep.desk.do(HeadRequest(one.kind, layer.row, 0)).tensor
            checks.append((name, f"outputs.{name}", keep.tensor(name)))
            highest.append(one.highest[layer.row, : layer.heads])
    checks += [
        (f"largest weights of map {number}", f"seen['highest'][{number}]", values)
        for number, values in enumerate(highest)
    ]
    return checks


def _norms(keep: Cases, seen: Any) -> Checks:
    checks: Checks = []
    number = 0
    for stack in seen.stacks:
        for row, norms in enumerate(stack.norms):
            name = f"{STATES[stack.kind]}[{stack.places[row] if stack.places else row}]"
            checks.append((name, f"outputs.{name}", keep.tensor(name)))
            there = norms[~np.isnan(norms)]  # places that Funnel has shortened away
            checks.append((f"norms of {name}", f"seen['norms'][{number}]", there))
            number += 1
    return checks


def _lens(seen: Any) -> Checks:
    if not seen.ids.size:
        return []
    best = "seen['best']"
    return [
        ("lens probabilities", f"[one.values for one in {best}]", seen.probabilities),
        ("lens answers", f"[one.indices for one in {best}]", seen.ids),
    ]


def _flow(seen: Any) -> Checks:
    stack = seen.answering
    if stack is None:
        return []
    checks = [("flow vectors", "vectors", stack.vectors)]
    weights = [layer.weights for layer in stack.layers if layer.weights is not None]
    if weights and len({len(one) for one in weights}) == 1:
        checks.append(("flow attention", "seen['weights']", np.stack(weights)))
    everywhere = all((layer.ids >= 0).all() for layer in stack.layers)
    if seen.path is not None and seen.path.alone and everywhere:
        shares = np.stack([layer.probabilities for layer in stack.layers])
        ids = np.stack([layer.ids for layer in stack.layers])
        checks.append(("flow lens", "[one.values[:, 0] for one in seen['best']]", shares))
        checks.append(("flow answers", "[one.indices[:, 0] for one in seen['best']]", ids))
    return checks


def _switched(keep: Cases, ran: RunResult) -> None:
    found = keep.desk.do(AblationTargetsRequest())
    if found.means == "refused":
        keep.refused["head off"] = found.sentence
        return
    row = found.rows[-1]
    off = AblateHeads((HeadPlace(row.kind, row.layer, row.heads - 1),))
    try:
        keep.do("head off", off, lambda one: [*outputs(keep, ran.outputs), *told(one.after)])
    finally:
        keep.desk.do(AblateHeads())


def _written(keep: Cases, ran: RunResult) -> None:
    ids = tuple(token.id for token in ran.rows[0])

    def checks(result: Any) -> Checks:
        new = [one.token.id for one in result.tokens]
        return [("tokens written", f"written[0][-{len(new)}:]", np.array(new))] if new else []

    keep.do("writing", Generate(input_ids=ids, max_new_tokens=5), checks)
