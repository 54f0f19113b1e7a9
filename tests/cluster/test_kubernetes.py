"""A pod of Kubernetes, asked of its API: with a server of a test in its place."""

from __future__ import annotations

import importlib.util
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psutil
import pytest

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer.boundary import network, pod_address
from explorer.boundary.pod_address import PodAddress
from explorer.boundary.ssh_address import BadAddress
from explorer.lanes import pairing, pod_keeper
from explorer.lanes.pod_keeper import PodAsked
from explorer.protocol import failures
from explorer.protocol.computer import Connect, Connected, Disconnect
from explorer.protocol.failures import Failure
from explorer.protocol.job import Stopped
from explorer.protocol.model import LoadModel, ModelReady
from explorer.protocol.run import OutputRead, ReadOutput, Run, RunResult
from tests.cluster.conftest import There, bare_logits
from tests.cluster.kubernetes import TOKEN, Kubernetes, certificate
from tests.cluster.test_faults import STORIES, until
from tests.conftest import ROOT

IMAGE = "registry.example.org:5000/school/explorer:1"
ADDRESS = f"k8s://image={IMAGE}/namespace=class/cores=2/memory=3GB"


@pytest.fixture
def kubernetes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kubernetes]:
    pytest.importorskip("kr8s", reason="pods need the package kr8s")
    if sys.platform == "win32":
        pytest.skip("its pods are ended by signals")
    network.guard()
    made = Kubernetes(tmp_path / "cluster")
    monkeypatch.setenv("KUBECONFIG", str(made.config))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    yield made
    made.end()


def failing(lane: There, address: str = ADDRESS) -> Failure:
    """How connecting fails: with a sentence, and a way to try again."""
    with pytest.raises(Failure) as failed:
        lane(Connect(address))
    assert failed.value.remedy is not None
    return failed.value


# -- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("k8s://image=explorer", PodAddress("explorer")),
        ("K8S://image=explorer:1/", PodAddress("explorer:1")),
        (ADDRESS, PodAddress(IMAGE, "class", "2", "3GB")),
        (
            f"k8s://gpus=1/image=ghcr.io/a/b@sha256:{'0' * 64}/memory=1.5 tib",
            PodAddress(f"ghcr.io/a/b@sha256:{'0' * 64}", memory="1.5TiB", gpus="1"),
        ),
    ],
)
def test_an_address_of_a_pod(text: str, address: PodAddress) -> None:
    assert pod_address.parse(text) == address
    assert pod_address.parse(address.text) == address


@pytest.mark.parametrize(
    "text",
    [
        "k8s://",
        "k8s://explorer",
        "k8s://namespace=lab",
        "k8s://image=",
        "k8s://image=-x",
        "k8s://image=a b",
        "k8s://image=a\nb",
        "k8s://image=a;x",
        "k8s://image=$(x)",
        "k8s://image=https://a/b",
        "k8s://image=../a",
        "k8s://image=a//b",
        "k8s://image=a/hostPath=x",
        "k8s://image=a/namespace=a/namespace=b",
        "k8s://image=a/namespace=a_b",
        "k8s://image=a/namespace=../kube-system",
        "k8s://image=a/cores=0",
        "k8s://image=a/cores=٣",
        "k8s://image=a/memory=16",
        "k8s://image=a/gpus=all",
        "k8s://image=" + "a" * 1000,
        "image=a",
    ],
)
def test_what_is_no_address_of_a_pod_is_asked_of_nobody(text: str, lane: There) -> None:
    with pytest.raises(BadAddress):
        pod_address.parse(text)
    if pod_address.is_address(text):
        assert isinstance(failing(lane, text), failures.PodAddressRefused)


def test_a_pod_has_what_is_asked_for_and_no_key_to_its_cluster() -> None:
    address = pod_address.parse(f"{ADDRESS}/gpus=1")
    pod = pod_keeper.resource(PodAsked(address, "te-1", 20_000), "class")
    spec = pod["spec"]
    assert pod["metadata"]["namespace"] == "class"
    assert spec["automountServiceAccountToken"] is False
    assert spec["restartPolicy"] == "Never"
    (container,) = spec["containers"]
    assert container["image"] == IMAGE
    assert container["resources"]["limits"] == {"cpu": "2", "memory": "3G", "nvidia.com/gpu": "1"}
    assert "hostPath" not in str(pod)
    for typed, wanted in (("16GiB", "16Gi"), ("100KB", "100k"), ("100KiB", "100Ki"), ("", None)):
        less = pod_address.checked({"image": "a", "memory": typed})
        made = pod_keeper.resource(PodAsked(less, "te-1", 20_000), "class")
        assert made["spec"]["containers"][0]["resources"]["limits"].get("memory") == wanted


# -- connecting ------------------------------------------------------------------------------------


@pytest.mark.timeout(400)
def test_a_model_runs_in_a_pod_that_waited(kubernetes: Kubernetes, lane: There) -> None:
    kubernetes.hold = True
    told: list[str] = []

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        told.append(text)
        if "0/3 nodes" in text:
            kubernetes.hold = False

    connected = lane(Connect(ADDRESS), report=report)
    assert isinstance(connected, Connected)
    (name,) = kubernetes.pods
    assert f"Waiting for pod {name}: Unschedulable 0/3 nodes are available" in told
    assert kubernetes.pods[name]["metadata"]["namespace"] == "class"
    listening = {
        line.laddr.ip
        for process in kubernetes.processes()
        for line in process.net_connections("inet")
        if line.status == psutil.CONN_LISTEN
    }
    assert listening == {"127.0.0.1"}
    assert connected.computer.place == ADDRESS
    assert "BEGIN" not in (kubernetes.folder / f"{name}.log").read_text("utf-8")  # no key in it
    assert isinstance(lane(LoadModel(STORIES, "stories")), ModelReady)
    assert isinstance(lane(Run(("Once upon a time",))), RunResult)
    values = lane(ReadOutput("logits"))
    assert isinstance(values, OutputRead)
    assert np.array_equal(values.values, bare_logits(STORIES, "Once upon a time"))
    lane(Disconnect())
    assert kubernetes.deleted == [name]
    until(lambda: not kubernetes.processes(), 60)
    assert not lane.lost


@pytest.mark.timeout(400)
def test_a_pod_that_is_killed_is_told_with_its_reason(kubernetes: Kubernetes, lane: There) -> None:
    lane(Connect(f"k8s://image={IMAGE}"))
    (name,) = kubernetes.pods
    assert kubernetes.pods[name]["metadata"]["namespace"] == "lab"  # of the kubeconfig
    for process in kubernetes.processes():
        process.kill()
    until(lambda: lane.lost)
    failure = lane.lost[0]
    assert isinstance(failure, failures.PodLost)
    assert name in failure.sentence
    assert "OOMKilled" in failure.details
    lane(Disconnect())
    assert kubernetes.deleted == [name]


@pytest.mark.timeout(400)
def test_a_pod_goes_with_its_window(kubernetes: Kubernetes) -> None:
    window = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from explorer.boundary import network, pod_address;"
            "from explorer.lanes.pod import Pod; network.guard();"
            "Pod(pod_address.parse(sys.argv[1])).open(lambda: None, lambda *_: None);"
            "print('open', flush=True); sys.stdin.read()",
            ADDRESS,
        ],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert window.stdout is not None
    assert window.stdin is not None
    assert window.stdout.readline() == b"open\n"
    assert kubernetes.processes()
    window.kill()
    window.wait()
    window.stdout.close()
    window.stdin.close()
    until(lambda: len(kubernetes.deleted) == 1, 60)
    until(lambda: not kubernetes.processes(), 60)


@pytest.mark.timeout(400)
def test_a_pod_ends_by_itself_where_nobody_can_delete_it(
    kubernetes: Kubernetes, lane: There
) -> None:
    begin = "share._ALONE_SECONDS = 40; sys.exit(in_job.main(sys.argv[1:]))"
    program = f"import sys; from explorer.lanes import in_job, share; {begin}"
    instead_of_python(
        kubernetes, f'exec {shlex.quote(sys.executable)} -c \'{program}\' "$4" --pod-port "$6"'
    )
    lane(Connect(ADDRESS))
    (keeper,) = (
        each
        for each in psutil.Process().children()
        if any("pod_keeper" in part for part in each.cmdline())
    )
    keeper.kill()
    until(lambda: lane.lost)
    assert isinstance(lane.lost[0], failures.PodLost)
    until(lambda: not kubernetes.processes(), 120)
    assert not kubernetes.deleted


def test_stop_deletes_a_pod_that_waits(kubernetes: Kubernetes, lane: There) -> None:
    kubernetes.hold = True
    told: list[str] = []

    def check() -> None:
        if any("0/3 nodes" in text for text in told):
            raise Stopped

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        told.append(text)

    with pytest.raises(Stopped):
        lane(Connect(ADDRESS), check=check, report=report)
    assert len(kubernetes.deleted) == 1
    assert not kubernetes.pods


# -- what can go wrong ---------------------------------------------------------------------------


def test_a_pod_that_is_refused(kubernetes: Kubernetes, lane: There) -> None:
    kubernetes.refuse = 'pods is forbidden: exceeded quota: class, requested: "cpu=2"'
    failure = failing(lane)
    assert isinstance(failure, failures.PodRefused)
    assert "exceeded quota" in failure.sentence
    assert not kubernetes.pods


def test_an_image_that_does_not_come(kubernetes: Kubernetes, lane: There) -> None:
    kubernetes.no_image = "Back-off pulling image: not found"
    failure = failing(lane)
    assert isinstance(failure, failures.PodImageMissing)
    assert IMAGE in failure.sentence
    assert not kubernetes.pods


@pytest.mark.parametrize(
    "lines", [f"echo distributed >&2; exit {pairing.PACKAGES_MISSING}", "echo distributed; exit 0"]
)
def test_a_pod_that_ends_at_once_says_what_it_wrote(
    lines: str, kubernetes: Kubernetes, lane: There
) -> None:
    instead_of_python(kubernetes, lines)
    failure = failing(lane)
    assert isinstance(failure, failures.PodEnded)
    assert "distributed" in failure.details
    assert not kubernetes.pods


def instead_of_python(kubernetes: Kubernetes, lines: str) -> None:
    """What the image runs: its folder is in the shell's $4."""
    image = kubernetes.folder / Path(IMAGE).name.replace(":", "-")
    image.write_text(f"#!/bin/sh\n{lines}\n", "utf-8")
    image.chmod(0o755)


def test_a_pod_that_somebody_deletes(kubernetes: Kubernetes, lane: There) -> None:
    instead_of_python(kubernetes, "exec sleep 60")

    def report(text: str, fraction: float | None = None, partial: object = None) -> None:
        if "Running" in text:
            kubernetes.delete(next(iter(kubernetes.pods)))

    with pytest.raises(failures.PodEnded):
        lane(Connect(ADDRESS), report=report)


def test_a_person_who_may_not_exec(kubernetes: Kubernetes, lane: There) -> None:
    kubernetes.forbid = True
    instead_of_python(kubernetes, "exec sleep 60")
    failure = failing(lane)
    assert isinstance(failure, failures.PodRefused)
    assert "pods/exec" in failure.sentence
    assert not kubernetes.pods
    until(lambda: not kubernetes.processes(), 60)


@pytest.mark.parametrize("content", ["{", "x" * 150_000])
def test_a_strange_answer_of_a_pod(content: str, kubernetes: Kubernetes, lane: There) -> None:
    (kubernetes.folder / "answer").write_text(content, "utf-8")
    instead_of_python(kubernetes, f"cp {kubernetes.folder}/answer $4/pairing.json; exec sleep 60")
    with pytest.raises(failures.AnswerRefused):
        lane(Connect(ADDRESS))
    assert len(kubernetes.deleted) == 1


@pytest.mark.parametrize("wrong", ["server", "authority", "token", "nothing", "no kubeconfig"])
def test_a_cluster_that_is_not_reached(
    wrong: str, kubernetes: Kubernetes, lane: There, tmp_path: Path
) -> None:
    own, server = (kubernetes.folder / "api.pem").read_bytes(), kubernetes.server
    match wrong:
        case "server":
            kubernetes.write_config("https://127.0.0.1:1", own, TOKEN)
        case "authority":
            other = tmp_path / "other"
            other.mkdir()
            kubernetes.write_config(server, certificate(other)[0].read_bytes(), TOKEN)
        case "token":
            kubernetes.write_config(server, own, "another")
        case "nothing":
            kubernetes.config.unlink()
        case _:
            kubernetes.config.write_text("{[: -")
    failure = failing(lane)
    expected = failures.PodRefused if wrong == "token" else failures.KubernetesNotReached
    assert isinstance(failure, expected), failure.sentence


def test_without_kr8s_it_says_what_to_install(lane: There, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    failure = failing(lane)
    assert isinstance(failure, failures.KubernetesPackageMissing)
    assert "pip install kr8s" in failure.sentence
