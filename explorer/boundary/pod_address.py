"""`k8s://image=…/namespace=…/cores=…/memory=…/gpus=…`: a pod of Kubernetes that holds the model.

Its values become those of one pod (`named_values`), and nothing else of a pod can be given here.
"""

from __future__ import annotations

from dataclasses import dataclass

from explorer.boundary import named_values
from explorer.boundary.ssh_address import BadAddress

SCHEME = "k8s://"
_PART = r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*"
_FORMS = {
    # https://pkg.go.dev/github.com/distribution/reference
    "image": rf"(?:[A-Za-z0-9][A-Za-z0-9.-]{{0,252}}(?::\d{{1,5}})?/)?{_PART}(?:/{_PART})*"
    r"(?::\w[\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?",
    "namespace": r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?",
    "cores": named_values.COUNT,
    "memory": named_values.MEMORY,
    "gpus": r"[1-9]\d?",
}


@dataclass(frozen=True)
class PodAddress:
    """A pod to ask for. What is empty is as the cluster, or the person's kubeconfig, has it.

    `image` has this program in it; `memory` is such as 16GB; `gpus` are graphics cards.
    """

    image: str
    namespace: str = ""
    cores: str = ""
    memory: str = ""
    gpus: str = ""

    @property
    def text(self) -> str:
        """The address; `parse` reads it."""
        return named_values.joined(SCHEME, "", {name: getattr(self, name) for name in _FORMS})


def is_address(text: str) -> bool:
    """Whether it begins as such an address, whatever follows."""
    return named_values.begins(text, SCHEME)


def parse(text: str) -> PodAddress:
    """The parts of an address. Raises BadAddress."""
    first, values = named_values.split(text, SCHEME, _FORMS)
    if first:
        raise BadAddress(text)
    return checked(values)


def checked(values: dict[str, str]) -> PodAddress:
    """The address with these values, of which empty ones are left out. Raises BadAddress.

    Its argument is then the name of the value that is not of the right form.
    """
    given = named_values.checked(values, _FORMS)
    if "image" not in given:
        raise BadAddress("image")
    return PodAddress(**given)
