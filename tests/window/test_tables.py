"""Tables of results: quoted so that they read back, and with every number as it was computed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from explorer.boundary import atomic_write
from explorer.features.answers import export as answers_export
from explorer.features.attention import export as attention_export
from explorer.features.attention.protocol import HeadRequest
from explorer.features.generation import export as generation_export
from explorer.features.generation.protocol import Generate, Generated, GeneratedToken, StepCandidate
from explorer.features.hidden_states import export as hidden_states_export
from explorer.features.hidden_states.protocol import HiddenStack, VectorRequest, VectorResult
from explorer.features.logit_lens import export as logit_lens_export
from explorer.features.logit_lens.protocol import LogitLensRequest, LogitLensResult
from explorer.protocol.run import Candidate, Prediction, TensorInfo, Token
from explorer.text.table import Table
from tests.window.made_runs import head, tokens, weights

HOSTILE = ('a"b', "c,d", "e\nf", "g\rh", "=1+1", "<b>", "  ", "日本", "\x00", "\ud800", "\u202e")


def read(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table.csv(), newline="")))


def test_whatever_a_token_is_it_reads_back() -> None:
    rows = (tuple(Token(one, one, n, False, False, n, n + 1) for n, one in enumerate(HOSTILE)),)
    found = read(answers_export.tokens_table(rows))
    assert found[0][:3] == ["text", "position", "token"]
    # But for what a spreadsheet would run, and the sign that ends a text for many programs.
    signs = {"=1+1": "'=1+1", "\x00": "\N{REPLACEMENT CHARACTER}"}
    wanted = [signs.get(one, one).encode("utf-8", "replace").decode() for one in HOSTILE]
    assert [line[2] for line in found[1:]] == wanted
    answers_export.tokens_table(rows).csv().encode("utf-8")


def test_numbers_keep_every_digit() -> None:
    share = 0.1 + 0.2
    said = Prediction("mask", 0, 6, "Top", (Candidate("paris", 1, share, -1e-300),), 9)
    line = read(answers_export.predictions_table((said,)))[1]
    assert float(line[6]) == share
    assert float(line[7]) == -1e-300
    seen = head(HeadRequest())
    found = read(attention_export.head_table(seen))
    back = np.array([line[1:] for line in found[1:]], np.float32)
    assert np.array_equal(back, weights(len(seen.from_tokens), 0))
    assert found[0][1] == "1 [CLS]"
    assert found[7][0] == "7 [MASK]"


def test_a_head_of_two_equal_tokens_has_two_columns() -> None:
    seen = head(HeadRequest(), ("the", "the"))
    assert read(attention_export.head_table(seen))[0][1:] == ["1 the", "2 the"]


def test_every_candidate_of_every_step_is_there() -> None:
    one = StepCandidate("a", 3, 1.5, 0.25, 0.5)
    made = GeneratedToken(tokens(("a",))[0], 0.25, 0.5, (one, one), by_hand=True)
    text = Generated(
        Generate("x"), 1, (), (made, made), (one,), "aa", "asked", "", 2, 0, 0, 0, 0, 0, 9, ""
    )
    found = read(generation_export.candidates_table(text))
    assert len(found) == 1 + 2 + 2 + 1
    assert found[1] == ["1", "a", "True", "1", "a", "3", "1.5", "0.25", "0.5"]
    assert found[-1][:3] == ["3", "", "False"]


def test_two_probabilities_of_a_token_have_a_name_each() -> None:
    likely = StepCandidate("a", 3, 1.5, 0.25, 0.5)
    chosen = GeneratedToken(tokens(("a",))[0], 0.25, 0.5, (likely,))
    text = Generated(
        Generate("x"), 1, (), (chosen,), (likely,), "a", "asked", "", 2, 0, 0, 0, 0, 0, 9, ""
    )
    own, settled = ">The model's own probability<", ">Probability with the settings<"
    tables = generation_export.generated(text).split("<table")[1:]
    assert len(tables) == 2
    for table in tables:
        assert table.index(own) < table.index(settled)
        assert table.index("25.0") < table.index("50.0")
        assert ">Probability<" not in table
    names = read(generation_export.candidates_table(text))[0]
    assert names[-2:] == ["own_probability", "probability_with_settings"]


def test_a_lens_has_a_line_for_each_layer_place_and_rank() -> None:
    ids = np.arange(2 * 3 * 2, dtype=np.int64).reshape(2, 3, 2)
    shares = ids.astype(np.float32) / np.float32(7)
    seen = LogitLensResult(
        LogitLensRequest(), 1, ("embeddings", "layer 1"), 4, tokens()[4:7], ids, shares, shares,
        shares[:, :, 0], {0: "zero"}, "", "", (), 0.1,
    )  # fmt: skip
    found = read(logit_lens_export.lens_table(seen))
    assert len(found) == 1 + 12
    assert found[1] == ["embeddings", "5", "france", "1", "zero", "0", "0.0", "0.0", "0.0"]
    assert np.float32(found[-1][6]) == shares[1, 2, 1]


def test_norms_vectors_and_tensors() -> None:
    norms = np.array([[1.5, np.nan], [2.0, np.inf]], np.float32)
    stack = HiddenStack("self", "", ("embeddings", "layer 1"), tokens()[:2], norms, 8, "")
    assert read(hidden_states_export.norms_table(stack))[1:] == [
        ["embeddings", "1.5", "nan"],
        ["layer 1", "2.0", "inf"],
    ]
    values = np.array([0.1, -0.2], np.float32)
    seen = VectorResult(VectorRequest(), 1, "layer 1", tokens()[0], values, 1.0)
    assert read(hidden_states_export.vector_table(seen))[1:] == [["1", "0.1"], ["2", "-0.2"]]
    info = TensorInfo("logits", "float32", (1, 9), "…", -1.0, None)
    assert read(answers_export.tensors_table((), (info,)))[1] == [
        "returned", "logits", "float32", "[1, 9]", "-1.0", "", "…",
    ]  # fmt: skip


def test_a_file_is_whole_or_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "table.csv"
    file.write_text("old", encoding="utf-8")
    link = tmp_path / "link.csv"
    link.symlink_to(file)

    def full(fd: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("os.fsync", full)
        with pytest.raises(OSError, match="No space") as caught:
            atomic_write.write(file, "new")
    assert atomic_write.why(caught.value) == "the disk is full"
    assert file.read_text(encoding="utf-8") == "old"
    assert atomic_write.write(link, "new\n") == 4
    assert link.is_symlink()
    assert file.read_bytes() == b"new\n"
    assert {one.name for one in tmp_path.iterdir()} == {"table.csv", "link.csv"}


@pytest.mark.parametrize(
    ("place", "why"),
    [("missing/a.csv", "the folder is not there"), ("file/a.csv", "a part of the path is a file"),
     ("folder", "there is a folder"), ("n" * 300 + ".csv", "the name is too long")],
)  # fmt: skip
def test_why_a_place_cannot_be_written_is_said(tmp_path: Path, place: str, why: str) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match=r"\[Errno") as caught:
        atomic_write.write(tmp_path / place, "new")
    assert atomic_write.why(caught.value).startswith(why)
