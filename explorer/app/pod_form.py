"""What a pod of Kubernetes needs: which image, how much of what."""

from __future__ import annotations

from explorer.app.batch_form import problem_of as problem_of_job
from explorer.app.value_form import ValueForm
from explorer.boundary import pod_address
from explorer.boundary.pod_address import PodAddress
from explorer.boundary.ssh_address import BadAddress
from explorer.text.translation import tr


class PodForm(ValueForm):
    """Filled in with an address, where `place` is one."""

    def __init__(self, place: str) -> None:
        super().__init__("connectPod")
        self.add_text(
            tr(
                "A Kubernetes cluster runs programs in pods, each made from an image. This program "
                "asks for a pod that holds the model, connects through the cluster's API, and "
                "deletes the pod when you disconnect. It uses your own settings and rights, as "
                "kubectl does."
            )
        )
        self.add_edits(
            (
                ("image", tr("Image with this program"), "registry.example.org/explorer:1"),
                ("namespace", tr("Namespace"), "lab"),
                ("cores", tr("Cores"), "4"),
                ("memory", tr("Memory"), "16 GB"),
                ("gpus", tr("Graphics cards"), "1"),
            ),
            _parsed(place),
        )
        self.add_text(
            tr(
                "What stays empty is as your cluster has it. The image needs Python with this "
                "program in the same version, and its packages for another computer."
            )
        )

    @property
    def address(self) -> PodAddress:
        """What is filled in. Raises BadAddress with the name of what cannot be so."""
        return pod_address.checked(self.typed)


def problem_of(name: str) -> str:
    """What is wrong with a value that cannot be as it is filled in."""
    if name == "image":
        return tr("Image: a name such as {example}.", example="registry.example.org/explorer:1")
    if name == "namespace":
        return tr("Namespace: small letters, digits and - only.")
    if name == "gpus":
        return tr("Graphics cards: a whole number from 1 on.")
    return problem_of_job(name)


def _parsed(place: str) -> PodAddress | None:
    try:
        return pod_address.parse(place)
    except BadAddress:
        return None
