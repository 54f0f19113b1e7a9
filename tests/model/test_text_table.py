"""A table of texts against the bare library: each row as it is alone, whatever stopped the work."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import torch

from explorer import resources
from explorer.engine.engine import Engine
from explorer.features.activation_patching.protocol import ApplyPatch
from explorer.features.inputs.view.text_line import MOST_CHARACTERS as MOST_IN_THE_LINE
from explorer.features.text_table import explain, export
from explorer.features.text_table.compute import run as table_run
from explorer.features.text_table.protocol import (
    MOST_CHARACTERS,
    MOST_ROWS,
    OTHERS,
    ReadTexts,
    RunTexts,
    TextsRead,
    TextTableResult,
    confusion,
    in_cell,
    label_id,
)
from explorer.features.text_table.view import rows_view
from explorer.protocol.failures import TextsNotRead
from explorer.protocol.job import Stopped
from explorer.protocol.model import CreateRandomCopy, LoadModel, Prepared
from explorer.protocol.run import Run
from tests.model import tiny
from tests.model.tiny import no_check, no_report

MASKED = "The capital of {} is [MASK]."
COUNTRIES = {"France": "Paris", "Italy": "Rome", "Spain": "Madrid", "Japan": "Tokyo",
             "Germany": "Berlin", "Norway": "Oslo"}  # fmt: skip
REVIEWS = (
    ("I loved this wonderful film .", "positive"),
    ("I hated the awful boring food .", "negative"),
    ("The hotel was great .", "positive"),
    ("A terrible , slow and boring book that I hated .", "negative"),
    ("The hotel was awful .", "negative"),
    ("Good .", "negative"),
    ("The music was not good .", "negative"),
)


def _engine(name: str) -> Engine:
    engine = Engine(Prepared(torch.__version__, "5", ("cpu",), 1, 0.1))
    path = name if Path(name).is_absolute() else str(resources.path("models", name))
    engine(LoadModel(path), no_check, no_report)
    return engine


def _table(engine: Engine, text: str, **more: Any) -> TextsRead:
    read = engine(ReadTexts(pasted=text, **more), no_check, no_report)
    assert isinstance(read, TextsRead)
    return read


def _ran(engine: Engine, text: str, **more: Any) -> TextTableResult:
    assert engine.model is not None
    table = _table(engine, text, **more)
    result = engine(RunTexts(engine.model.serial, table), no_check, no_report)
    assert isinstance(result, TextTableResult)
    return result


def _bare(name: str) -> tuple[Any, Any]:
    import transformers

    transformers.logging.disable_progress_bar()  # its thread would outlive the test
    folder = str(resources.path("models", name))
    config = transformers.AutoConfig.from_pretrained(folder)
    model = getattr(transformers, config.architectures[0]).from_pretrained(folder).eval()
    return model, transformers.AutoTokenizer.from_pretrained(folder)


def _csv(rows: tuple[tuple[str, str], ...]) -> str:
    return "text\tlabel\n" + "".join(f"{text}\t{label}\n" for text, label in rows)


# -- the numbers -----------------------------------------------------------------------------------


def test_labels_of_each_row_are_those_of_the_bare_library_alone() -> None:
    engine = _engine("mini-world-sentiment")
    result = _ran(engine, _csv(REVIEWS))
    model, tokenizer = _bare("mini-world-sentiment")
    right = 0
    for (text, label), answer in zip(REVIEWS, result.answers, strict=True):
        with torch.inference_mode():
            logits = model(**tokenizer(text, return_tensors="pt")).logits[0].double()
        wanted = {name: id_ for id_, name in model.config.id2label.items()}[label]
        assert answer is not None
        assert answer.answer == model.config.id2label[int(logits.argmax())]
        assert answer.probability == pytest.approx(float(logits.softmax(-1).max()), rel=1e-5)
        assert answer.loss == pytest.approx(-float(logits.log_softmax(-1)[wanted]), rel=1e-4)
        assert answer.right == (int(logits.argmax()) == wanted)
        right += answer.right is True
    assert result.accuracy == right / len(REVIEWS)
    assert 0 < right < len(REVIEWS), "one label is wrong on purpose"
    matrix = confusion(result)
    assert matrix.labels == matrix.answers == tuple(model.config.id2label.values())
    assert sum(map(sum, matrix.counts)) == len(REVIEWS)
    assert sum(matrix.counts[n][n] for n in range(2)) == right
    assert result.check is not None
    assert result.check.passed


def test_words_for_masks_and_their_loss() -> None:
    engine = _engine("mini-world-bert")
    rows = tuple((MASKED.format(country), city) for country, city in COUNTRIES.items())
    rows += (("The capital of France is [MASK].", "Rome"), ("Cats say [MASK].", "meow meow"))
    result = _ran(engine, _csv(rows))
    model, tokenizer = _bare("mini-world-bert")
    for (text, label), answer in zip(rows, result.answers, strict=True):
        inputs = tokenizer(text, return_tensors="pt")
        place = inputs["input_ids"][0].tolist().index(tokenizer.mask_token_id)
        with torch.inference_mode():
            logits = model(**inputs).logits[0, place].double()
        wanted = tokenizer(label, add_special_tokens=False)["input_ids"]
        assert answer is not None
        assert answer.answer_id == int(logits.argmax())
        assert answer.probability == pytest.approx(float(logits.softmax(-1).max()), rel=1e-5)
        if len(wanted) == 1:
            loss = -float(logits.log_softmax(-1)[wanted[0]])
            assert answer.loss == pytest.approx(loss, rel=1e-4, abs=1e-6)
            assert answer.right == (int(logits.argmax()) == wanted[0])
        else:
            assert math.isnan(answer.loss)
            assert answer.right is None
    assert result.answers[6] is not None
    assert result.answers[6].right is False
    assert result.unknown == ("meow meow",)
    assert 0 < result.accuracy < 1


def test_next_tokens_have_the_loss_of_their_text() -> None:
    engine = _engine("mini-world-gpt2")
    texts = ["Once upon a time there was a cat", "One day a dog", "The little girl was very happy"]
    result = _ran(engine, "\n".join(texts))
    model, tokenizer = _bare("mini-world-gpt2")
    for text, answer in zip(texts, result.answers, strict=True):
        inputs = tokenizer(text, return_tensors="pt")
        with torch.inference_mode():
            bare = model(**inputs, labels=inputs["input_ids"])
        assert answer is not None
        assert answer.right is None
        assert answer.loss == pytest.approx(float(bare.loss), rel=1e-5)
        shares = bare.logits[0, -1].double().softmax(-1)
        assert answer.answer_id == int(shares.argmax())
        assert answer.probability == pytest.approx(float(shares.max()), rel=1e-5)


def test_a_class_that_mixes_the_rows_of_a_batch_runs_each_row_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    engine = _engine("mini-world-sentiment")
    assert engine.model is not None
    model = engine.model.model

    def mix(module: Any, given: Any, output: Any) -> Any:
        output.logits = output.logits + output.logits.mean(0, keepdim=True)
        return output

    with model.register_forward_hook(mix):
        result = _ran(engine, _csv((*REVIEWS[2:4], *((text.lower(), "") for text, _ in REVIEWS))))
        texts = [row.text for row in result.request.table.rows]
        alone = [
            engine(Run((text,)), no_check, no_report).predictions[0].candidates[0]  # type: ignore[attr-defined]
            for text in texts
        ]
    assert not result.at_once
    assert result.check is not None
    assert not result.check.passed
    for answer, one in zip(result.answers, alone, strict=True):
        assert answer is not None
        assert answer.logit == pytest.approx(one.logit, rel=1e-6)


def test_heads_that_are_off_count(monkeypatch: pytest.MonkeyPatch) -> None:
    from explorer.features.ablation.protocol import AblateHeads
    from explorer.protocol.inspection import ALL, HeadPlace

    engine = _engine("mini-world-sentiment")
    text = _csv(REVIEWS)
    before = _ran(engine, text)
    engine(Run((REVIEWS[0][0],)), no_check, no_report)
    engine(AblateHeads((HeadPlace("self", 0, ALL),)), no_check, no_report)
    after = _ran(engine, text)
    assert after.silenced
    assert not before.silenced
    assert [one.logit for one in before.ran] != [one.logit for one in after.ran]


# -- rows that cannot be used ----------------------------------------------------------------------


def test_rows_that_the_model_cannot_read_say_why() -> None:
    engine = _engine("mini-world-bert")
    long = "word " * 600 + "[MASK]"
    result = _ran(engine, f"no gap here\n{long}\nThe sky is [MASK].\n")
    assert [bool(one and one.why) for one in result.answers] == [True, True, False]
    assert "[MASK]" in result.answers[0].why  # type: ignore[union-attr]
    assert result.complete
    assert len(result.unusable) == 2
    assert len(result.ran) == 1


def test_rows_without_a_text_are_named_by_their_line(tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(
        "id,text,label\n1,fine film,good\n2,,bad\n3\n\n5,dull film,bad\n"
        f"6,{'x' * (MOST_CHARACTERS + 1)},bad\n",
        encoding="utf-8",
    )
    holder = tiny.Holder()
    read = holder.handle(ReadTexts(path=str(file)), no_check, no_report)
    assert isinstance(read, TextsRead)
    assert [(row.number, row.text, row.label) for row in read.rows] == [
        (2, "fine film", "good"),
        (6, "dull film", "bad"),
    ]
    assert [row.number for row in read.left_out] == [3, 4, 7]
    other = holder.handle(
        ReadTexts(path=str(file), text_column=2, label_column=-1), no_check, no_report
    )
    assert isinstance(other, TextsRead)
    assert [row.text for row in other.rows] == ["good", "bad", "bad", "bad"]
    assert {row.label for row in other.rows} == {""}


@pytest.mark.parametrize("content", [b"", b"\n \n", b"PK\3\4 xl/", b"\0\1\2"])
def test_files_without_texts_are_refused_in_a_sentence(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_bytes(content)
    for path in (file, tmp_path, tmp_path / "missing.csv"):
        with pytest.raises(TextsNotRead) as raised:
            tiny.Holder().handle(ReadTexts(path=str(path)), no_check, no_report)
        assert raised.value.sentence
        assert raised.value.remedy is not None


def test_a_table_has_at_most_ten_thousand_rows() -> None:
    text = "".join(f"row {number}\n" for number in range(MOST_ROWS + 7))
    read = tiny.Holder().handle(ReadTexts(pasted=text), no_check, no_report)
    assert isinstance(read, TextsRead)
    assert (len(read.rows), read.more) == (MOST_ROWS, 7)
    assert MOST_CHARACTERS <= MOST_IN_THE_LINE, "a row must fit into the line that shows it"


# -- slices ----------------------------------------------------------------------------------------


class _Stop:
    """Lets a number of looks at the stop switch pass, then stops."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def __call__(self) -> None:
        self.looks -= 1
        if self.looks < 0:
            raise Stopped


def test_stopped_anywhere_it_goes_on_and_gives_the_same_bits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(table_run, "TOKENS_AT_ONCE", 30)
    engine = _engine("mini-world-sentiment")
    text = _csv(REVIEWS * 4)
    whole = _ran(engine, text)
    table, stops, seen = _table(engine, text), 0, [0.0]
    assert engine.model is not None
    request = RunTexts(engine.model.serial, table)

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if isinstance(partial, TextTableResult):
            assert fraction is not None
            assert fraction >= seen[-1], "nothing is done twice"
            seen.append(fraction)

    result = None
    while result is None:
        try:
            result = engine(request, _Stop(100 + 20 * stops), report)
        except Stopped:
            stops += 1
            # A look at one text in between, as a person makes it.
            engine(Run(("The hotel was great .",)), no_check, no_report)
    assert stops > 3
    assert isinstance(result, TextTableResult)
    assert result.answers == whole.answers
    assert len({round(value, 6) for value in seen}) > 3


def test_another_model_ends_it(tmp_path: Path) -> None:
    engine = _engine("mini-world-sentiment")
    table = _table(engine, _csv(REVIEWS))
    assert engine.model is not None
    request = RunTexts(engine.model.serial, table)
    engine(CreateRandomCopy(3), no_check, no_report)
    with pytest.raises(Stopped):
        engine(request, no_check, no_report)


def test_the_run_in_sight_stays_the_last_one() -> None:
    engine = _engine("mini-world-sentiment")
    engine(Run(("The hotel was great .",)), no_check, no_report)
    assert engine.model is not None
    before = engine.model.run_inputs, engine.model.run_outputs, engine.model.ran
    _ran(engine, _csv(REVIEWS))
    assert (engine.model.run_inputs, engine.model.run_outputs, engine.model.ran) == before


# -- what else is told -----------------------------------------------------------------------------


def test_labels_are_compared_by_name_and_by_number() -> None:
    names = ("negative", "positive")
    assert [label_id(label, names) for label in ("Positive ", "1", "LABEL_0", "2", "so")] == [
        1, 1, 0, None, None,
    ]  # fmt: skip


def test_a_small_loss_is_never_nothing() -> None:
    result = _ran(_engine("mini-world-sentiment"), _csv(REVIEWS[:1]))
    (answer,) = result.answers
    assert answer is not None
    small = dataclasses.replace(answer, loss=0.0000412)
    result = dataclasses.replace(result, answers=(small,))
    assert rows_view.cell(result.request.table.rows[0], small, rows_view.LOSS) == "4.12e-05"
    assert "mean loss 4.12e-05" in explain.headline(result)
    assert "**4.12e-05**" in " ".join(explain.explain(result, None).paragraphs)
    assert ">4.12e-05</td>" in export.page(result)


def test_csv_keeps_every_row_and_no_formula() -> None:
    engine = _engine("mini-world-sentiment")
    result = _ran(engine, _csv((*REVIEWS, ("=1+2 was great .", "positive"))))
    lines = export.rows_table(result).csv().splitlines()
    assert len(lines) == len(REVIEWS) + 2
    assert "'=1+2 was great ." in lines[-1]
    first = result.answers[0]
    assert first is not None
    assert repr(first.probability) in lines[1]


def test_an_unknown_token_is_never_the_label() -> None:
    engine = _engine("mini-world-copy")
    result = _ran(engine, _csv(REVIEWS))
    _, tokenizer = _bare("mini-world-copy")
    for label in ("positive", "negative"):
        assert tokenizer(label, add_special_tokens=False)["input_ids"] == [tokenizer.unk_token_id]
    assert result.unknown == ("positive", "negative")
    assert not result.judged
    assert math.isnan(result.accuracy)
    words = " ".join(explain.explain(result, None).paragraphs)
    assert "No token of this model is “positive” or “negative”" in words
    assert "accuracy" not in words


def test_mistakes_are_in_the_matrix_however_many_labels_there_are() -> None:
    """Five hundred sentences with some hundred labels, of which a few are answered wrongly."""
    engine = _engine("mini-world-bert")
    assert engine.model is not None
    path = str(resources.path("examples", "sentences.csv"))
    table = engine(ReadTexts(path=path), no_check, no_report)
    assert isinstance(table, TextsRead)
    result = engine(RunTexts(engine.model.serial, table), no_check, no_report)
    assert isinstance(result, TextTableResult)
    wrong = [answer for answer in result.judged if not answer.right]
    assert wrong
    matrix = confusion(result)
    assert OTHERS in matrix.labels
    assert sum(map(sum, matrix.counts)) == len(result.judged)
    cells = Counter(in_cell(result, matrix, answer) for answer in wrong)
    for (row, column), count in cells.items():
        assert row != column
        assert matrix.counts[row][column] == count, "no right answer is in the cell of a mistake"
        assert (matrix.labels[row], matrix.answers[column]) == (
            result.label_of(next(a for a in wrong if in_cell(result, matrix, a) == (row, column))),
            next(a for a in wrong if in_cell(result, matrix, a) == (row, column)).answer,
        )
    # They are where one looks first.
    assert max(row for row, _ in cells) < 2 * len(wrong)
    # All else is right, and on the diagonal.
    diagonal = sum(counts[place] for place, counts in enumerate(matrix.counts))
    assert diagonal == len(result.judged) - len(wrong)


def test_equally_common_mistakes_are_all_said() -> None:
    engine = _engine("mini-world-sentiment")
    wrong = ("The hotel was great .", "negative"), ("The hotel was awful .", "positive")
    words = " ".join(explain.explain(_ran(engine, _csv(wrong)), None).paragraphs)
    assert "“positive” where the label is “negative”" in words
    assert "“negative” where the label is “positive”" in words
    only = " ".join(explain.explain(_ran(engine, _csv(wrong[:1])), None).paragraphs)
    assert "1\N{NO-BREAK SPACE}time it said “positive” where the label is “negative”" in only


def test_a_patch_is_in_no_row_and_that_is_said() -> None:
    engine = _engine("mini-world-gpt2")
    engine(Run(("the dog says",)), no_check, no_report)
    plain = _ran(engine, "the dog says")
    assert not plain.unpatched
    engine(ApplyPatch("the cat says", layers=(1,)), no_check, no_report)
    patched = _ran(engine, "the dog says")
    assert patched.answers == plain.answers
    assert any("No row has the" in text for text in explain.explain(patched, None).paragraphs)
