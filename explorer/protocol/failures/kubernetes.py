"""Failures of a pod of Kubernetes; what Kubernetes or the pod wrote is in the details."""

from __future__ import annotations

from explorer.protocol.failures.computers import CONNECT
from explorer.protocol.failures.failure import Failure
from explorer.text.translation import tr

INSTALL_KR8S = "pip install kr8s"
"""What brings the extra `kubernetes` beside a program that has the extra `cluster`."""
_LONGEST = 300


def _line(words: str) -> str:
    """The first line of what was written, as a sentence, as far as another one can hold it."""
    line = next((line.strip() for line in words.splitlines() if line.strip()), "–")[:_LONGEST]
    return line if line.endswith((".", "!", "?")) else f"{line}."


class PodAddressRefused(Failure):
    """The text is no pod's address, or a value has another form than it may have."""

    def __init__(self, address: str) -> None:
        super().__init__(
            tr(
                "{address} does not describe a pod. Write the image that has this program, and "
                "what the pod needs, such as {example}. Memory is a number with MB, GB or TB.",
                address=address,
                example="k8s://image=registry.example.org/explorer:1/namespace=lab/cores=4/memory=16GB",
            ),
            remedy=CONNECT,
        )


class KubernetesPackageMissing(Failure):
    """The package kr8s, which dask-kubernetes brings as well, is not installed here."""

    def __init__(self) -> None:
        super().__init__(
            tr(
                "Pods of Kubernetes need the package kr8s, which dask-kubernetes brings as well. "
                "Install it into the environment of this program: {command}",
                command=INSTALL_KR8S,
            ),
            remedy=CONNECT,
        )


class KubernetesNotReached(Failure):
    """No cluster is configured here, or it does not answer, or its certificate is another one."""

    def __init__(self, words: str) -> None:
        super().__init__(
            tr(
                "The Kubernetes cluster was not reached: {words} It is right when this works in a "
                "terminal: {command}",
                words=_line(words),
                command="kubectl get pods",
            ),
            remedy=CONNECT,
            details=words,
        )


class PodRefused(Failure):
    """Kubernetes did not accept the pod, or does not let this person reach into it."""

    def __init__(self, words: str) -> None:
        super().__init__(
            tr(
                "Kubernetes refused. It said: {words} Check namespace, cores, memory and graphics "
                "cards, and that you may create pods, exec into them and forward their ports.",
                words=_line(words),
            ),
            remedy=CONNECT,
            details=words,
        )


class PodImageMissing(Failure):
    """The cluster cannot fetch the image."""

    def __init__(self, image: str, words: str) -> None:
        super().__init__(
            tr(
                "Kubernetes cannot fetch the image {image}. It said: {words} Check its name, and "
                "that the cluster may read it.",
                image=image,
                words=_line(words),
            ),
            remedy=CONNECT,
            details=words,
        )


class PodEnded(Failure):
    """The pod ended before the program in it could be reached."""

    def __init__(self, pod: str, image: str, details: str = "") -> None:
        super().__init__(
            tr(
                "Pod {pod} ended before Transformer Explorer could be reached in it. What it wrote "
                "is in the details. The image {image} needs Python with this program and its "
                "packages for another computer: {command}",
                pod=pod,
                image=image,
                command='pip install ".[cluster]"',
            ),
            remedy=CONNECT,
            details=details,
        )


class PodLost(Failure):
    """The pod went away in the middle."""

    def __init__(self, computer: str, pod: str, details: str = "") -> None:
        super().__init__(
            tr(
                "The connection to {computer} was lost: pod {pod} ended, or the network failed. A "
                "pod ends when it needs more memory than it asked for, when Kubernetes needs its "
                "place, or when somebody deletes it. The model that was open there is lost; "
                "everything on this computer is safe.",
                computer=computer,
                pod=pod,
            ),
            remedy=CONNECT,
            details=details,
        )
