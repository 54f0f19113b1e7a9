"""Whose disk each request is about, and what is imported before anybody connects."""

from __future__ import annotations

import dataclasses
from typing import Any

from explorer import features
from explorer.features.checkpoints.protocol import CompareSaved, PreviewModel, PreviewSave
from explorer.features.compare.protocol import LoadOther
from explorer.features.training.protocol import ForgetTraining, OpenTraining, ResumeTraining
from explorer.protocol.model import AttachTokenizer, LoadModel, SaveModel
from tests.conftest import ROOT
from tests.fresh_python import run_fresh

OF_THE_OTHER_COMPUTER = {
    LoadModel,
    LoadOther,
    PreviewModel,
    AttachTokenizer,
    PreviewSave,
    SaveModel,
    CompareSaved,
    OpenTraining,
    ResumeTraining,
    ForgetTraining,
}
"""Models and trainings are opened and kept there."""


def test_it_is_decided_of_every_path_whose_it_is() -> None:
    requests: Any = features.table("compute")
    named = {
        request
        for request in requests
        if {field.name for field in dataclasses.fields(request)}
        & {"path", "folder", "folders", "data"}
    }
    decided = {
        request
        for request in requests
        if request.stays_here or request.sends_file or request.brings_file or request.refused_there
    }
    assert named - decided == OF_THE_OTHER_COMPUTER
    assert not decided & OF_THE_OTHER_COMPUTER


def test_nothing_of_dask_is_imported_before_somebody_connects() -> None:
    modules = ("app.connection", "app.connect_dialog", "lanes.far", "lanes.places", "lanes.pairing")
    code = "import sys\n" + "".join(f"import explorer.{name}\n" for name in modules)
    code += (
        "for other in ('distributed', 'dask', 'cryptography', 'tornado', 'msgpack'):\n"
        "    assert other not in sys.modules, other\n"
    )
    done = run_fresh(code, ROOT)
    assert done.returncode == 0, done.stderr


def test_the_lanes_of_the_other_computer_know_no_qt() -> None:
    modules = ("far", "link", "wire", "places", "pairing", "ending", "share", "host", "dask_limits")
    code = "import sys\n" + "".join(f"import explorer.lanes.{name}\n" for name in modules)
    code += "assert 'PySide6' not in sys.modules\n"
    done = run_fresh(code, ROOT)
    assert done.returncode == 0, done.stderr
