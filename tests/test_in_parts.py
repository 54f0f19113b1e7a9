"""A survey in several processes has the rows of one, also where one of them is killed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.surveys.in_parts import PartLost, rows_of_parts

SURVEY = """
import json, os, sys
from pathlib import Path

assert sys.argv.pop() == "--resume"
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
number, parts = map(int, given["--part"].split("/"))
file, killed = Path(given["--json"]), Path(__file__).with_name(f"killed{number}")
lines = file.read_text().splitlines() if file.exists() else []
known = [json.loads(line)["name"] for line in lines]
with file.open("a") as sink:
    for name in list("abcdefg")[number - 1 :: parts]:
        if name in known:
            continue
        sink.write(json.dumps({"name": name, "threads": os.environ["OMP_NUM_THREADS"]}) + "\\n")
        sink.flush()
        if name == "c" and not killed.exists() or "always" in given.values():
            killed.touch()
            sink.write('{"name": "hal')
            sink.flush()
            os._exit(9)
"""


@pytest.fixture
def survey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "made_survey.py").write_text(SURVEY, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return "made_survey"


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_every_row_is_there_once(survey: str, workers: int) -> None:
    rows = rows_of_parts(survey, ["--other", "once"], workers)
    assert sorted(row["name"] for row in rows) == list("abcdefg")
    assert {row["threads"] for row in rows} == {"1"}


def test_a_part_that_never_ends_well_is_an_error(survey: str) -> None:
    with pytest.raises(PartLost):
        rows_of_parts(survey, ["--other", "always"], 2)
