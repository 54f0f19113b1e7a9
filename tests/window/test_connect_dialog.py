"""The dialog that connects: what is missing, what is wrong with a file, and where folders are."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from explorer.app.cluster_dialog import ClusterDialog
from explorer.app.connect_dialog import ConnectDialog
from explorer.boundary import own_data
from explorer.lanes import pairing, ssh
from explorer.protocol.computer import Computer
from explorer.widgets.elsewhere import Elsewhere


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(1000, 700)
    return made


def test_without_the_extra_it_says_what_to_install(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    dialog = ConnectDialog(parent, "", "")
    assert "pip install distributed" in dialog.problem.text()
    assert not dialog.connect_.isEnabled()


def test_a_reason_against_it_comes_before_all(parent: QWidget) -> None:
    dialog = ConnectDialog(parent, "", "Not now.")
    assert dialog.problem.text() == "Not now."
    assert not dialog.connect_.isEnabled()


def test_a_file_that_is_none(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    file = tmp_path / "x.json"
    file.write_text("{", "utf-8")
    dialog = ConnectDialog(parent, "", "")
    assert not dialog.problem.text()
    dialog.file.setText(str(file))
    assert "cannot be used as a pairing file" in dialog.problem.text()
    assert not dialog.connect_.isEnabled()


def test_an_address_for_ssh_is_handed_over_whole(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setattr(ssh, "program", lambda: "/usr/bin/ssh")
    dialog = ConnectDialog(parent, "", "")
    parent.show()
    dialog.show()
    assert dialog.by_file.isChecked()
    assert not dialog.address.isVisible()
    dialog.by_ssh.click()
    assert dialog.address.isVisible()
    assert not dialog.file.isVisible()
    assert not dialog.connect_.isEnabled()
    dialog.address.setText("ada@-gpu1")
    assert "is not an address for SSH" in dialog.problem.text()
    assert not dialog.connect_.isEnabled()
    dialog.address.setText("ada@gpu1/~/te/bin/te")
    assert dialog.about.text() == "Starts ~/te/bin/te on ada@gpu1."
    chosen: list[str] = []
    dialog.wanted.connect(chosen.append)
    dialog.connect_.click()
    assert chosen == ["ssh://ada@gpu1/~/te/bin/te"]


def test_the_last_address_is_offered_and_a_computer_without_ssh_says_so(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("SYSTEMROOT", str(tmp_path))
    dialog = ConnectDialog(parent, "ssh://ada@gpu1", "")
    assert dialog.by_ssh.isChecked()
    assert dialog.address.text() == "ada@gpu1"
    assert "has no program ssh" in dialog.problem.text()
    assert not dialog.connect_.isEnabled()


def test_folders_of_the_other_computer_are_written_as_it_writes_them() -> None:
    there = Elsewhere()
    there.computer = Computer("gpu1", "a:1", "", "Linux", 0, "/home/ann")
    assert there.absolute("~/models/x") == "/home/ann/models/x"
    assert there.absolute("/data/../x") == "/x"
    assert there.join(there.home, "x") == "/home/ann/x"
    there.computer = Computer("pc", "a:1", "", "Windows", 0, "C:\\Users\\ann")
    assert there.absolute("models") == "C:\\Users\\ann\\models"


def test_a_cluster_becomes_a_pairing_file(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("cryptography", reason="certificates need the package cryptography")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    own_data.keep_in(tmp_path)
    made = pairing.make().window
    for name, content in (("ca", made.authority), ("cert", made.certificate), ("key", made.key)):
        (tmp_path / f"{name}.pem").write_text(content, "ascii")
    dialog = ConnectDialog(parent, "", "")
    dialog.cluster.click()
    asked = dialog.findChild(ClusterDialog)
    assert asked is not None
    assert not asked.use.isEnabled()
    asked.address.setText("tls://head:8786")
    for edit, name in ((asked.authority, "ca"), (asked.certificate, "cert"), (asked.key, "ca")):
        edit.setText(str(tmp_path / f"{name}.pem"))
    asked.use.click()
    assert "belong together" in asked.problem.text()
    asked.key.setText(str(tmp_path / "key.pem"))
    asked.use.click()
    assert "The Dask cluster at head:8786" in dialog.about.text()
    assert dialog.connect_.isEnabled()
    assert pairing.read(dialog.file.text()).certificate == made


def test_a_job_is_filled_in_and_handed_over(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    bsub = tmp_path / "bsub"
    bsub.write_text("", "utf-8")
    bsub.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    dialog = ConnectDialog(parent, "", "")
    parent.show()
    dialog.show()
    dialog.by_batch.click()
    assert dialog.job.isVisible()
    assert not dialog.file.isVisible()
    assert not dialog.address.isVisible()
    assert dialog.job.system.currentText() == "LSF"  # whose program is there
    assert "bsub" in dialog.about.text()
    for name, wrong, right in (
        ("queue", "a b", "gpu"),
        ("account", "-x", "ada"),
        ("cores", "0", "4"),
        ("memory", "16", "16 GB"),
        ("time", "90", "2:00"),
    ):
        dialog.job.edits[name].setText(wrong)
        assert dialog.problem.text()
        assert not dialog.connect_.isEnabled()
        dialog.job.edits[name].setText(right)
        assert not dialog.problem.text()
        assert dialog.connect_.isEnabled()
    chosen: list[str] = []
    dialog.wanted.connect(chosen.append)
    dialog.connect_.click()
    assert chosen == ["batch://lsf/queue=gpu/account=ada/cores=4/memory=16GB/time=2:00"]
    again = ConnectDialog(parent, chosen[0], "")
    assert again.by_batch.isChecked()
    assert {name: edit.text() for name, edit in again.job.edits.items()} == {
        "queue": "gpu",
        "account": "ada",
        "cores": "4",
        "memory": "16GB",
        "time": "2:00",
    }


def test_a_pod_is_filled_in_and_handed_over(
    parent: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    dialog = ConnectDialog(parent, "", "")
    parent.show()
    dialog.show()
    dialog.by_pod.click()
    assert dialog.pod.isVisible()
    assert not dialog.job.isVisible()
    assert not dialog.problem.text()
    assert not dialog.connect_.isEnabled()
    for name, wrong, right in (
        ("image", "a b", "ghcr.io/school/explorer:1"),
        ("namespace", "a_b", "lab"),
        ("cores", "0", "4"),
        ("memory", "16", "16 GB"),
        ("gpus", "all", "1"),
    ):
        dialog.pod.edits[name].setText(wrong)
        assert dialog.problem.text()
        assert not dialog.connect_.isEnabled()
        dialog.pod.edits[name].setText(right)
        assert not dialog.problem.text()
        assert dialog.connect_.isEnabled()
    assert "ghcr.io/school/explorer:1" in dialog.about.text()
    chosen: list[str] = []
    dialog.wanted.connect(chosen.append)
    dialog.connect_.click()
    assert chosen == [
        "k8s://image=ghcr.io/school/explorer:1/namespace=lab/cores=4/memory=16GB/gpus=1"
    ]
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "kr8s" else name)
    again = ConnectDialog(parent, chosen[0], "")
    assert again.by_pod.isChecked()
    assert again.pod.typed["memory"] == "16GB"
    assert "pip install kr8s" in again.problem.text()
    assert not again.connect_.isEnabled()


def test_a_computer_that_can_hand_no_job_in_says_why(
    parent: QWidget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: object())
    monkeypatch.setenv("PATH", str(tmp_path))
    dialog = ConnectDialog(parent, "batch://pbs/cores=4", "")
    assert "no program qsub" in dialog.problem.text()
    assert not dialog.connect_.isEnabled()
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "dask_jobqueue" else object()
    )
    dialog.job.edits["cores"].setText("8")
    assert "pip install dask-jobqueue" in dialog.problem.text()
