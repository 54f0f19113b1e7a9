"""A Dask cluster that others run: its scheduler's address with certificates, a worker's preload."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

pytest.importorskip("distributed", reason="another computer needs the package distributed")

from explorer import features, resources
from explorer.boundary import own_data
from explorer.engine.engine import Engine
from explorer.lanes import pairing
from explorer.protocol.computer import Connect, Disconnect
from explorer.protocol.failures import ClusterFileDamaged, NoExplorerThere
from explorer.protocol.model import LoadModel, Prepared
from explorer.protocol.run import ReadOutput, Run
from tests.cluster.conftest import There, never_stopped, unheard
from tests.conftest import ROOT

BERT = str(resources.path("models", "mini-world-bert"))
_MAIN = "import sys; from distributed.cli.dask_{} import main; sys.exit(main())"
_OTHERS = """
import sys
from distributed import Client
from distributed.security import Security
ca, cert, key = sys.argv[2:]
security = Security(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key)
with Client(sys.argv[1], security=security) as client:
    print(client.submit(sum, [1, 2, 3]).result())
"""


@dataclass
class Cluster:
    """Its scheduler's address, and the files that its clients use."""

    address: str
    files: tuple[str, str, str]
    processes: list[subprocess.Popen[bytes]]

    def end(self) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait(60)


def cluster(folder: Path, *more: str) -> Cluster:
    """Start a scheduler and a worker as one does by hand; `more` are options of the worker."""
    made = pairing.make()
    folder.mkdir(parents=True, exist_ok=True)
    names = ("ca.pem", "cert.pem", "key.pem")
    own = made.computer
    for name, content in zip(names, (own.authority, own.certificate, own.key), strict=True):
        (folder / name).write_text(content, "ascii")
    for name, content in (
        ("my-cert.pem", made.window.certificate),
        ("my-key.pem", made.window.key),
    ):
        (folder / name).write_text(content, "ascii")
    said = folder / "scheduler.json"
    tls = [
        f"--tls-{what}={folder / name}"
        for what, name in zip(("ca-file", "cert", "key"), names, strict=True)
    ]
    usual = ["--scheduler-file", str(said), "--no-dashboard", *tls]
    environment = {**os.environ, "HF_HOME": str(folder / "hf"), "HOME": str(folder)}
    processes = []
    for kind, options in (
        ("scheduler", ["--host", "127.0.0.1", "--port", "0", "--protocol", "tls", *usual]),
        ("worker", ["--no-nanny", "--local-directory", str(folder), *usual, *more]),
    ):
        command = [sys.executable, "-c", _MAIN.format(kind), *options]
        processes.append(
            subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
        )
        end = time.monotonic() + 60
        while not said.is_file() and time.monotonic() < end:
            time.sleep(0.05)
    mine = tuple(str(folder / name) for name in ("ca.pem", "my-cert.pem", "my-key.pem"))
    return Cluster(json.loads(said.read_text("utf-8"))["address"], mine, processes)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def existing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = cluster(tmp_path_factory.mktemp("cluster"), "--preload", "explorer.lanes.preload")
    yield made
    made.end()


@pytest.mark.timeout(240)
def test_a_worker_with_the_preload_serves_a_window(existing: Cluster, tmp_path: Path) -> None:
    paired = pairing.of_cluster(existing.address, *existing.files)
    own_data.keep_in(tmp_path)
    file = Path(pairing.cluster_file(existing.address, *existing.files))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or sys.platform == "win32"
    assert pairing.read(str(file)) == paired
    lane = There()
    lane.connect(file)
    requests = (LoadModel(BERT, "world"), Run(texts=("Paris is in [MASK].",)))
    features.load("compute")
    torch.set_num_threads(1)
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    for request in requests:
        lane(request)
        engine(request, never_stopped, unheard)
    there: Any = lane(ReadOutput("logits"))
    here: Any = engine(ReadOutput("logits"), never_stopped, unheard)
    assert np.array_equal(there.values, here.values)
    lane(Disconnect())
    engine.replace(None)

    # The cluster works on for everybody else.
    done = subprocess.run(
        [sys.executable, "-c", _OTHERS, existing.address, *existing.files],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.stdout.strip() == "6", done.stderr


@pytest.mark.timeout(240)
def test_a_cluster_without_it_says_how_to_begin_a_worker(tmp_path: Path) -> None:
    plain = cluster(tmp_path / "plain")
    try:
        own_data.keep_in(tmp_path)
        file = pairing.cluster_file(plain.address, *plain.files)
        lane = There()
        with pytest.raises(NoExplorerThere, match=r"--preload explorer\.lanes\.preload"):
            lane(Connect(file))
    finally:
        plain.end()


def test_files_that_are_none_are_said(existing: Cluster, tmp_path: Path) -> None:
    authority, certificate, key = existing.files
    bad = tmp_path / "bad.pem"
    bad.write_bytes(b"\xff\xfe")
    for address, files in (
        ("nowhere", existing.files),
        (existing.address, (str(tmp_path / "missing.pem"), certificate, key)),
        (existing.address, (authority, str(bad), key)),
        (existing.address, (authority, certificate, certificate)),
        (existing.address, (key, certificate, key)),
        (existing.address, (str(tmp_path), certificate, key)),
    ):
        with pytest.raises(ClusterFileDamaged, match="tls://host:port"):
            pairing.of_cluster(address, *files)
