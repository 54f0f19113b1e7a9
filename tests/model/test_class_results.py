"""Results pages: what is written is what is read, and what strangers wrote hurts nobody."""

from __future__ import annotations

import base64
import csv
import dataclasses
import html.parser
import io
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.engine.engine import Engine
from explorer.features.class_results import code, export, results_format
from explorer.features.class_results.protocol import (
    MOST_PAGES,
    ClassRead,
    KeptAnswer,
    KeptLesson,
    KeptPage,
    KeptPrediction,
    KeptRun,
    KeptTask,
    ReadClass,
    ReadResults,
    Results,
    ResultsRead,
    ResultsSaved,
    SaveResults,
)
from explorer.protocol import failures
from explorer.protocol.job import Stopped
from explorer.text.python.fragment import source

PNG = (  # one pixel
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS"
    b"\xde\x00\x00\x00\x0cIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00"
    b"\x00IEND\xaeB`\x82"
)
EVIL = '</script><script>alert(1)</script><img src=x onerror="alert(2)">'


def nothing(*words: object, **more: object) -> None:
    """Used as check and report."""


def run_of(
    text: str = "Two and two is [MASK].", answer: str = "four", share: float = 0.75, number: int = 1
) -> KeptRun:
    answers = (KeptAnswer(answer, 4, share, 1.5), KeptAnswer("five", 5, 1 - share, 0.5))
    return KeptRun(
        number=number,
        when="2026-11-22T07:30:00",
        model="mini",
        class_name="BertForMaskedLM",
        weights="Trained weights",
        texts=(text,),
        predictions=(KeptPrediction("Likeliest words", "mask", 0, 100, answers),),
        picture="4 tokens and 2 layers.",
        note="As I thought.",
    )


LESSON = KeptLesson(
    "First steps",
    (
        KeptPage("Run it", (KeptTask("Press Run.", True, "It said four."),)),
        KeptPage("Twice", (KeptTask("Press Run.", True), KeptTask("And again."))),
    ),
)


def results_of(name: str = "Ada", *runs: KeptRun) -> Results:
    return Results(name, "2026-11-22", (LESSON,), runs or (run_of(),))


def save(engine: Engine, path: Path, results: Results) -> str:
    saved = engine(SaveResults(str(path), results, {1: PNG}), nothing, nothing)
    assert isinstance(saved, ResultsSaved)
    assert saved.bytes == path.stat().st_size
    return path.read_text(encoding="utf-8")


def read_class(engine: Engine, folder: Path) -> ClassRead:
    found = engine(ReadClass(str(folder)), nothing, nothing)
    assert isinstance(found, ClassRead)
    return found


class _Page(html.parser.HTMLParser):
    """What a browser would see: elements, and the text outside of data and style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._inside = tag

    def handle_data(self, data: str) -> None:
        if self._inside not in ("script", "style"):
            self.text += data


def test_what_is_written_is_what_is_read(engine: Engine, tmp_path: Path) -> None:
    score = KeptAnswer("stars", 0, math.nan, 3.5, is_score=True)
    scored = KeptRun(
        number=2,
        texts=("A", "B"),
        model="m",
        predictions=(KeptPrediction("", "score", 1, 1, (score,)),),
    )
    written = KeptRun(number=3, texts=("Once",), model="g", written="upon a time")
    results = results_of("Ada", run_of(), scored, written)
    save(engine, tmp_path / "a.html", results)
    read = engine(ReadResults(str(tmp_path / "a.html")), nothing, nothing)
    assert isinstance(read, ResultsRead)
    assert read.pictures == {1: PNG}
    # NaN equals nothing, so as text.
    assert repr(read.results) == repr(results)


def test_tokens_that_a_person_picked_are_named(engine: Engine, tmp_path: Path) -> None:
    written = KeptRun(number=3, texts=("Once",), model="g", written=" a sad end", picked=(" sad",))
    text = _Page(save(engine, tmp_path / "a.html", results_of("Ada", written))).text
    assert "1\N{NO-BREAK SPACE}token was picked by a person: “ sad”" in text
    assert "What it wrote" not in text
    own = save(
        engine, tmp_path / "b.html", results_of("Ada", dataclasses.replace(written, picked=()))
    )
    assert "picked" not in _Page(own).text
    assert "What it wrote" in own


def test_the_page_reads_without_scripts_and_without_a_network(
    engine: Engine, tmp_path: Path
) -> None:
    page = _Page(save(engine, tmp_path / "a.html", results_of()))
    for words in ("Results of Ada", "2026-11-22", "Two and two is [MASK].", "four", "75.0", "mini"):
        assert words in page.text
    for words in (
        "First steps: 1 of 2\N{NO-BREAK SPACE}pages with a task done",
        "It said four.",
        "As I thought.",
    ):
        assert words in page.text
    assert [about.get("type") for tag, about in page.elements if tag == "script"] == [
        "application/json"
    ]
    for _, about in page.elements:
        assert not {"onclick", "onerror", "onload", "href"} & set(about)
        assert (about.get("src") or "data:").startswith("data:image/png;base64,") or not about.get(
            "src"
        )
    policy = next(about["content"] for tag, about in page.elements if about.get("http-equiv"))
    assert policy is not None
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_what_people_wrote_is_never_markup(engine: Engine, tmp_path: Path) -> None:
    hostile = KeptRun(
        number=1, texts=(EVIL,), model=EVIL, weights=EVIL, changed=EVIL, written=EVIL, picture=EVIL,
        note=EVIL, when=EVIL,
        predictions=(KeptPrediction(EVIL, "mask", 0, 9, (KeptAnswer(EVIL, 1, 0.5, 0.1),)),),
    )  # fmt: skip
    lesson = KeptLesson(EVIL, (KeptPage(EVIL, (KeptTask(EVIL, True, EVIL),)),))
    page = _Page(save(engine, tmp_path / "a.html", Results(EVIL, EVIL, (lesson,), (hostile,))))
    assert [about.get("id") for tag, about in page.elements if tag == "script"] == ["results"]
    assert [about.get("id") for tag, about in page.elements if tag == "img"] == ["picture-1"]
    # It is read back as it was: data all the way.
    read = engine(ReadResults(str(tmp_path / "a.html")), nothing, nothing)
    assert isinstance(read, ResultsRead)
    assert read.results.runs[0].note == EVIL


def test_a_class_has_a_row_for_each_page_and_a_column_for_each_text(
    engine: Engine, tmp_path: Path
) -> None:
    (tmp_path / "Bob's folder").mkdir()
    other = run_of("Three and three is [MASK].", "six", 0.5)
    save(
        engine, tmp_path / "ada.html", results_of("Ada", run_of(answer="five", number=2), run_of())
    )
    save(engine, tmp_path / "Bob's folder" / "work.html", results_of("Bob", run_of(), other))
    (tmp_path / "notes.html").write_text("<p>hello</p>")
    (tmp_path / "notes.txt").write_text("not looked at")
    found = read_class(engine, tmp_path)
    assert found.complete
    assert {row.file for row in found.rows} == {
        "ada.html", os.path.join("Bob's folder", "work.html"), "notes.html"
    }  # fmt: skip
    rows = {row.learner: row for row in found.rows}
    assert "not a results page" in rows["notes.html"].why
    assert (rows["Ada"].pages_done, rows["Ada"].pages, rows["Ada"].runs) == (1, 2, 2)
    shared, alone = found.questions
    assert (shared.text, found.ran(shared)) == ("Two and two is [MASK].", 2)
    assert found.ran(alone) == 1
    # The newest run of the text counts.
    assert rows["Ada"].answers[shared].text == "five"
    assert rows["Bob"].answers[shared].probability == 0.75
    assert alone not in rows["Ada"].answers


def test_only_the_same_text_for_the_same_model_is_compared(engine: Engine, tmp_path: Path) -> None:
    base = run_of()
    runs = (
        base,
        run_of(number=2, text="x" * 400 + "a"),
        run_of(number=3, text="x" * 400 + "b"),
        KeptRun(**{**vars(base), "number": 4, "model": "other"}),
        KeptRun(**{**vars(base), "number": 5, "weights": "Random weights"}),
        KeptRun(**{**vars(base), "number": 6, "changed": "1 head off"}),
    )
    save(engine, tmp_path / "a.html", results_of("Ada", *runs))
    assert len(read_class(engine, tmp_path).questions) == len(runs)


def test_the_table_is_safe_in_a_spreadsheet(engine: Engine, tmp_path: Path) -> None:
    run = run_of('=HYPERLINK("http://x")', "@SUM(A1)", 0.25)
    save(engine, tmp_path / "=cmd.html", results_of("+Eve", run))
    text = export.class_table(read_class(engine, tmp_path)).csv()
    head, line = csv.reader(io.StringIO(text))
    assert not [cell for cell in (*head, *line) if cell[:1] in ("=", "+", "-", "@")]
    row = dict(zip(head, line, strict=True))
    assert row["learner"] == "'+Eve"
    assert float(line[-1]) == 0.25


BAD = {
    "empty": b"",
    "no JSON": b'<script type="application/json" id="results">{</script>',
    "another program's": b'<script type="application/json" id="results">{"format": "x"}</script>',
    "of a later version": b'<script type="application/json" id="results">'
    b'{"format": "transformer-explorer-results", "version": 2}</script>',
    "other types": b'<script type="application/json" id="results">'
    b'{"format": "transformer-explorer-results", "version": 1, "runs": [{"texts": 3}]}</script>',
    "deep": b'<script type="application/json" id="results">' + b"[" * 100_000 + b"</script>",
    "digits": b'<script type="application/json" id="results">[' + b"9" * 5_000 + b"]</script>",
    "half a character": b'<script type="application/json" id="results">"\\ud800"</script>',
    "no end": b'<script type="application/json" id="results">{}',
    "many values": b'<script type="application/json" id="results">['
    + b"0," * 600_000
    + b"0]</script>",
}  # fmt: skip


@pytest.mark.parametrize("content", BAD.values(), ids=BAD.keys())
def test_a_bad_page_has_a_row_of_its_own(engine: Engine, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bad.html").write_bytes(content)
    save(engine, tmp_path / "good.html", results_of())
    bad, good = read_class(engine, tmp_path).rows
    assert bad.file == "bad.html"
    assert bad.why
    assert good.name == "Ada"
    with pytest.raises(failures.ResultsNotRead) as told:
        engine(ReadResults(str(tmp_path / "bad.html")), nothing, nothing)
    assert bad.why in told.value.sentence


@pytest.mark.skipif(os.name == "nt", reason="Windows has no pipes with a name in a folder")
def test_a_pipe_is_no_page_and_nobody_waits_for_it(engine: Engine, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.html")
    (tmp_path / "large.html").write_bytes(b"")
    os.truncate(tmp_path / "large.html", 10_000_000_000)
    assert all(row.why for row in read_class(engine, tmp_path).rows)


def test_a_hostile_page_is_cut_down_to_what_a_page_may_hold(engine: Engine, tmp_path: Path) -> None:
    answers = [{"text": "a", "probability": 7.0, "logit": 1e308}] * 500
    predictions = [{"answers": answers}] * 40
    data = {
        "format": results_format.FORMAT, "version": 1, "name": "n" * 100_000,
        "runs": [{"number": 1, "texts": ["t" * 100_000], "predictions": predictions}] * 2,
    }  # fmt: skip
    island = f'<script type="application/json" id="results">{json.dumps(data)}</script>'
    big = PNG.replace(b"\x00\x00\x00\x01\x00\x00\x00\x01", b"\x00\x10\x00\x00\x00\x10\x00\x00", 1)
    picture = results_format.picture_start(1) + base64.b64encode(big).decode() + '">'
    (tmp_path / "a.html").write_text(island + picture)
    read = engine(ReadResults(str(tmp_path / "a.html")), nothing, nothing)
    assert isinstance(read, ResultsRead)
    assert len(read.results.name) == 100
    first = read.results.runs[0].predictions
    assert (len(first), len(first[0].answers)) == (32, 10)
    # What is no probability is shown as none.
    assert first[0].answers[0].is_score
    assert read.pictures == {}, "a picture that unfolds to four billion pixels"
    (row,) = read_class(engine, tmp_path).rows
    assert max(len(question.text) for question in row.answers) <= 300


@pytest.mark.parametrize(
    ("wide", "high", "shown"),
    [(1, 1, True), (4_000, 3_000, True), (4_000, 3_001, False), (1, 8_001, False), (0, 5, False)],
)
def test_a_picture_is_judged_by_its_head(wide: int, high: int, shown: bool) -> None:
    png = PNG[:16] + wide.to_bytes(4, "big") + high.to_bytes(4, "big") + PNG[24:]
    text = f'{results_format.picture_start(1)}{base64.b64encode(png).decode()}">'
    found = results_format.pictures(text.encode(), results_of(), nothing)
    assert set(found) == ({1} if shown else set())


def test_a_class_is_read_in_slices_and_goes_on_where_it_was(engine: Engine, tmp_path: Path) -> None:
    for number in range(6):
        save(engine, tmp_path / f"{number}.html", results_of(f"Learner {number}"))
    calls = 0

    def interrupted() -> None:
        nonlocal calls
        calls += 1
        if calls == 20:
            raise Stopped

    request = ReadClass(str(tmp_path))
    with pytest.raises(Stopped):
        engine(request, interrupted, nothing)
    os.remove(tmp_path / "0.html")
    found = engine(request, nothing, nothing)
    assert isinstance(found, ClassRead)
    assert [row.name for row in found.rows] == [f"Learner {number}" for number in range(6)]
    # Asked again by a person, all is read anew.
    again = engine(ReadClass(str(tmp_path), 2), nothing, nothing)
    assert isinstance(again, ClassRead)
    assert again.total == 5


def test_too_many_pages_are_counted(engine: Engine, tmp_path: Path) -> None:
    for number in range(MOST_PAGES + 3):
        (tmp_path / f"{number:04}.html").write_bytes(b"")
    found = read_class(engine, tmp_path)
    assert (len(found.rows), found.more) == (MOST_PAGES, 3)


def test_a_folder_that_is_gone_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(failures.ClassNotRead) as told:
        engine(ReadClass(str(tmp_path / "gone")), nothing, nothing)
    assert told.value.remedy is not None
    assert told.value.remedy.action == "openClassAction"


def test_a_page_that_cannot_be_written_is_told(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(failures.ResultsNotSaved) as told:
        engine(SaveResults(str(tmp_path / "gone" / "a.html"), results_of()), nothing, nothing)
    assert told.value.remedy is not None
    assert told.value.remedy.action == "saveResultsAction"


def test_its_python_reads_the_same(engine: Engine, tmp_path: Path) -> None:
    save(engine, tmp_path / "ada.html", results_of("Ada", run_of(), run_of("Ü [MASK]", "é", 0.125)))
    found = read_class(engine, tmp_path)
    script = source([code.of_class(found.request, found, None)])
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", script], capture_output=True, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert lines[0] == "Ada 1 of 2"
    assert "Ü [MASK] | mini | " in lines
    assert "    é 0.125" in lines
    read = engine(ReadResults(str(tmp_path / "ada.html")), nothing, nothing)
    assert isinstance(read, ResultsRead)
    alone = source([code.of_learner(read.request, read, None)])
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", alone], capture_output=True, text=True, check=True,
        encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.splitlines()[1:] == lines[1:]
