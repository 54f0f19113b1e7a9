"""A computer of a cluster, asked of its batch system: with programs of a test in SLURM's place."""

from __future__ import annotations

import importlib.util
import shlex
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer.boundary import batch_address, network, own_data
from explorer.boundary.batch_address import BatchAddress
from explorer.boundary.ssh_address import BadAddress
from explorer.lanes import batch, hand_in, in_job, pairing
from explorer.protocol import failures
from explorer.protocol.computer import Connect, Connected, Disconnect
from explorer.protocol.failures import Failure
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, ModelReady
from explorer.protocol.run import OutputRead, ReadOutput, Run, RunResult
from tests.cluster.conftest import There, bare_logits
from tests.cluster.slurm import Slurm
from tests.cluster.test_faults import STORIES, until

ADDRESS = "batch://slurm/queue=gpu/account=ada/cores=2/memory=3GB/time=1:30"


@pytest.fixture
def slurm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Slurm]:
    pytest.importorskip("dask_jobqueue", reason="jobs need the package dask-jobqueue")
    network.guard()
    own_data.keep_in(tmp_path / "here")
    made = Slurm(tmp_path / "cluster", monkeypatch)
    yield made
    made.end()


def failing(lane: There, address: str = ADDRESS) -> Failure:
    """How connecting fails: with a sentence, and a way to try again."""
    with pytest.raises(Failure) as failed:
        lane(Connect(address))
    assert failed.value.remedy is not None
    return failed.value


def configure(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """Set something in a person's config of dask-jobqueue."""
    for name, value in values.items():
        monkeypatch.setenv(f"DASK_JOBQUEUE__SLURM__{name.upper()}", repr(value))


# -- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("batch://slurm", BatchAddress("slurm")),
        ("BATCH://PBS/", BatchAddress("pbs")),
        (
            "batch://sge/queue=all.q@node1/cores=16/memory=1.5 TB/time=120:00",
            BatchAddress("sge", "all.q@node1", cores="16", memory="1.5TB", time="120:00"),
        ),
        ("batch://lsf/memory=16gib/account=", BatchAddress("lsf", memory="16GiB")),
    ],
)
def test_an_address_of_a_job(text: str, address: BatchAddress) -> None:
    assert batch_address.parse(text) == address
    assert batch_address.parse(address.text) == address


@pytest.mark.parametrize(
    "text",
    [
        "batch://",
        "batch://condor",
        "batch://slurm/gpu",
        "batch://slurm/queue=-p",
        "batch://slurm/queue=a b",
        "batch://slurm/queue=a\n#SBATCH --wrap=x",
        "batch://slurm/queue=a\rb",
        "batch://slurm/queue=$(x)",
        "batch://slurm/queue=a;x",
        'batch://lsf/account=a"b',
        "batch://slurm/queue=a/queue=b",
        "batch://slurm/cores=0",
        "batch://slurm/cores=٣",
        "batch://slurm/cores=2.5",
        "batch://slurm/memory=16",
        "batch://slurm/memory=16XB",
        "batch://slurm/time=90",
        "batch://slurm/time=1:60",
        "batch://slurm/output=.bashrc",
        "batch://slurm/queue=" + "a" * 1000,
        "slurm",
    ],
)
def test_what_is_no_address_of_a_job_is_handed_to_nobody(
    text: str, slurm: Slurm, lane: There
) -> None:
    with pytest.raises(BadAddress):
        batch_address.parse(text)
    if batch_address.is_address(text):
        assert isinstance(failing(lane, text), failures.BatchAddressRefused)
    assert not (slurm.folder / "last").exists()


def test_each_system_is_one_of_dask_jobqueue() -> None:
    jobqueue = pytest.importorskip("dask_jobqueue", reason="jobs need the package dask-jobqueue")
    for name, system in batch_address.SYSTEMS.items():
        kind = getattr(jobqueue, hand_in._CLUSTERS[name][0]).job_cls
        assert (kind.config_name, kind.submit_command) == (name, system.program)
    others = {"local", "htcondor"}
    known = {
        each.job_cls.config_name
        for each in vars(jobqueue).values()
        if isinstance(each, type) and hasattr(each, "job_cls") and each.job_cls is not None
    }
    assert known - others == batch_address.SYSTEMS.keys() == batch._KNOWN.keys()


@pytest.mark.filterwarnings("ignore:OAR Job memory")  # it has memory where a config names it
@pytest.mark.parametrize(
    ("system", "lines"),
    [
        ("slurm", ("#SBATCH -p gpu", "#SBATCH -A ada", "#SBATCH --mem=3G", "#SBATCH -t 01:30:00")),
        ("pbs", ("#PBS -q gpu", "#PBS -A ada", "ncpus=2:mem=2862MB", "walltime=01:30:00")),
        ("sge", ("#$ -q gpu", "#$ -P ada", "h_rt=01:30:00")),
        ("lsf", ("#BSUB -q gpu", '#BSUB -P "ada"', "#BSUB -n 2", "#BSUB -W 01:30\n")),
        ("oar", ("#OAR -q gpu", "#OAR --project ada", "core=2,walltime=01:30:00")),
        ("moab", ("#PBS -q gpu", "#PBS -A ada", "walltime=01:30:00")),
    ],
)
def test_the_script_says_what_a_person_asked_for_and_starts_this_program(
    system: str, lines: tuple[str, ...]
) -> None:
    jobqueue = pytest.importorskip("dask_jobqueue", reason="jobs need the package dask-jobqueue")
    address = BatchAddress(system, "gpu", "ada", "2", "3GB", "1:30")
    asked = hand_in.HandIn(address, "/home/ada/jobs/1", "/home/ada/jobs/1/wanted")
    kind = getattr(jobqueue, hand_in._CLUSTERS[system][0]).job_cls
    script = kind(**hand_in.values(asked)).job_script()
    for line in lines:
        assert line in script
    assert "-m explorer.lanes.in_job " in script
    assert "distributed.cli" not in script


@pytest.mark.parametrize(
    ("system", "printed", "status", "state"),
    [
        ("slurm", "PENDING Resources\n", 0, "PENDING Resources"),
        ("slurm", "", 0, None),
        ("slurm", "", 1, None),
        ("pbs", "Job Id: 7.head\n    job_state = Q\n    queue = gpu\n", 0, "Q"),
        ("pbs", "", 35, None),
        ("sge", "job_number: 7\njob_state             1:    qw\n", 0, "qw"),
        ("sge", "job_number: 7\nowner: ada\n", 0, "unknown"),
        ("lsf", "PEND\n", 0, "PEND"),
        ("oar", "7: Waiting\n", 0, "Waiting"),
        ("moab", "job 7\n\nState: Idle\n", 0, "Idle"),
    ],
)
def test_what_becomes_of_a_job_in_the_words_of_its_system(
    system: str,
    printed: str,
    status: int,
    state: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = tmp_path / batch._KNOWN[system].ask[0]
    program.write_text(f"#!/bin/sh\nprintf %s {shlex.quote(printed)}\nexit {status}\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert batch.BatchJob(BatchAddress(system))._state(lambda: None) == state


# -- a job ---------------------------------------------------------------------------------------


@pytest.mark.timeout(400)
def test_a_job_is_waited_for_used_and_ended(slurm: Slurm, lane: There) -> None:
    slurm.say("hold")
    told: list[str] = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        told.append(text)
        if text.endswith("PENDING Resources") and (slurm.folder / "hold").exists():
            (slurm.folder / "hold").unlink()
            slurm.begin(41)

    connected = lane(Connect(ADDRESS), report=report)
    assert isinstance(connected, Connected)
    assert "Waiting for job 41 of SLURM: PENDING Resources" in told
    own = slurm.processes()
    ports = [
        line.laddr
        for process in own
        for line in process.net_connections("inet")
        if line.status == psutil.CONN_LISTEN
    ]
    assert ports
    folder = next((own_data.jobs()).iterdir())
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not (folder / in_job.PAIRING).exists()  # nobody else can connect with it any more
    assert connected.computer.place == ADDRESS
    opened = lane(LoadModel(STORIES, "stories"))
    assert isinstance(opened, ModelReady)
    ran = lane(Run(("Once upon a time",)))
    assert isinstance(ran, RunResult)
    values = lane(ReadOutput("logits"))
    assert isinstance(values, OutputRead)
    assert np.array_equal(values.values, bare_logits(STORIES, "Once upon a time"))
    assert not list(slurm.home.rglob("*certificates*"))
    lane(Disconnect())
    assert slurm.cancelled == ["41"]
    until(lambda: not slurm.processes(), 60)
    assert not lane.lost


@pytest.mark.timeout(400)
def test_a_job_that_is_killed_is_told(slurm: Slurm, lane: There) -> None:
    lane(Connect(ADDRESS))
    for process in slurm.processes():
        process.kill()
    until(lambda: lane.lost)
    failure = lane.lost[0]
    assert isinstance(failure, failures.BatchLost)
    assert "job 41 of SLURM" in failure.sentence
    assert failure.remedy is not None


@pytest.mark.timeout(400)
def test_a_job_ends_by_itself_where_nobody_can_cancel_it(slurm: Slurm, lane: There) -> None:
    lane(Connect(ADDRESS))
    assert slurm.processes()
    (slurm.folder / "programs" / "scancel").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    lane(Disconnect())
    until(lambda: not slurm.processes(), 60)


def test_stop_cancels_a_job_that_waits(slurm: Slurm, lane: There) -> None:
    slurm.say("hold")
    told: list[str] = []

    def check() -> None:
        if any("PENDING" in text for text in told):
            raise Stopped

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        told.append(text)

    with pytest.raises(Stopped):
        lane(Connect(ADDRESS), check=check, report=report)
    assert slurm.cancelled == ["41"]
    # Where it begins all the same, it ends at once: nothing listens and nothing is written.
    folder = next((own_data.jobs()).iterdir())
    assert in_job.main([str(folder), "--nthreads", "2", "--window", "here"]) == 0
    assert not (folder / in_job.PAIRING).exists()


def test_stop_while_a_job_is_handed_in(slurm: Slurm, lane: There) -> None:
    program = slurm.folder / "programs" / "sbatch"
    own = program.read_text("utf-8")
    program.write_text(f"#!/bin/sh\nwhile [ ! -e {slurm.folder}/go ]; do sleep 0.1; done\n{own}")

    def check() -> None:
        if next((own_data.jobs()).glob("*/wanted"), None):
            raise Stopped

    with pytest.raises(Stopped):
        lane(Connect(ADDRESS), check=check)
    slurm.say("go")
    until(lambda: slurm.cancelled == ["41"], 60)
    until(lambda: not slurm.processes(), 60)
    until(lambda: all(each.name != "batch job" for each in threading.enumerate()), 60)


def test_a_job_that_is_refused(slurm: Slurm, lane: There) -> None:
    slurm.say("refuse", "sbatch: error: invalid partition specified: gpu\n")
    failure = failing(lane)
    assert isinstance(failure, failures.BatchRefused)
    assert "invalid partition specified: gpu" in failure.sentence


def test_a_job_that_ends_at_once_says_what_it_wrote(
    slurm: Slurm, lane: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(monkeypatch, job_script_prologue=["echo no torch here >&2", "exit 3"])
    failure = failing(lane)
    assert isinstance(failure, failures.BatchEnded)
    assert "no torch here" in failure.details


def test_packages_are_missing_in_the_job(
    slurm: Slurm, lane: There, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    bare = tmp_path / "python"
    bare.write_text(f"#!/bin/sh\necho distributed >&2\nexit {pairing.PACKAGES_MISSING}\n", "utf-8")
    bare.chmod(0o755)
    configure(monkeypatch, python=str(bare))
    failure = failing(lane)
    assert isinstance(failure, failures.BatchEnded)
    assert "distributed" in failure.details


def test_a_job_without_cores(slurm: Slurm, lane: There) -> None:
    assert isinstance(failing(lane, "batch://slurm/queue=gpu"), failures.BatchIncomplete)


def test_a_computer_that_hands_no_jobs_in(slurm: Slurm, lane: There) -> None:
    failure = failing(lane, "batch://oar/cores=2/memory=3GB")
    assert isinstance(failure, failures.BatchProgramMissing)
    assert "oarsub" in failure.sentence


def test_without_dask_jobqueue_it_says_what_to_install(
    lane: There, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    failure = failing(lane)
    assert isinstance(failure, failures.BatchPackageMissing)
    assert "pip install dask-jobqueue" in failure.sentence


@pytest.mark.parametrize("content", [b"{", b"x" * 200_000])
def test_a_strange_answer_of_a_job(
    content: bytes,
    slurm: Slurm,
    lane: There,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    strange = tmp_path / "answer"
    strange.write_bytes(content)
    copy = f"cp {shlex.quote(str(strange))} $(echo {own_data.jobs()}/*)/{in_job.PAIRING}"
    configure(monkeypatch, job_script_prologue=[copy, "sleep 60"])
    with pytest.raises(failures.AnswerRefused):
        lane(Connect(ADDRESS))
    assert slurm.cancelled == ["41"]
