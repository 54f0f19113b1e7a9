"""What a download will bring, and what it brought."""

from __future__ import annotations

from explorer.features.hub.protocol.checkpoint_page import ConfigRead
from explorer.features.hub.protocol.transfer import Downloaded, DownloadPlan
from explorer.protocol.explanation import Explanation
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import bytes_, capital, ntr, seconds
from explorer.text.phrases import bold, named
from explorer.text.translation import tr
from explorer.text.workplace import workplace


def plan(result: DownloadPlan, summary: ModelSummary | None) -> Explanation:
    """Which files would come; nothing was downloaded yet."""
    coming = [file for file in result.files if file.on_disk != "yes"]
    if not coming:
        first = tr(
            "All files of {checkpoint} that loading opens are on {computer} "
            "already: nothing has to be downloaded.",
            checkpoint=named(result.checkpoint),
            computer=workplace(),
        )
    else:
        first = capital(
            ntr(
                "{count:words} file ({missing}) will be downloaded and kept in the "
                "[cache](glossary:cache), so the next time needs no download.",
                "{count:words} files ({missing}) will be downloaded and kept in the "
                "[cache](glossary:cache), so the next time needs no download.",
                len(coming),
                missing=bold(bytes_(result.missing)),
            )
        )
    paragraphs = [first]
    if result.skipped:
        left = sum(file.size for file in result.skipped)
        paragraphs.append(
            capital(
                ntr(
                    "{count:words} other file ({size}) is left out, because loading does not "
                    "open it.",
                    "{count:words} other files ({size}) are left out, because loading does not "
                    "open them.",
                    len(result.skipped),
                    size=bytes_(left),
                )
            )
        )
    if not result.room_on_disk:
        paragraphs.append(
            tr(
                "There is not enough room: only {free_disk} are free on the disk.",
                free_disk=bytes_(result.free_disk),
            )
        )
    if result.pickled:
        paragraphs.append(
            tr(
                "The weights are in the older [pickle](glossary:pickle) format; they are opened "
                "in a way that runs no code."
            )
        )
    return Explanation(tr("What will happen"), tuple(paragraphs))


def downloaded(result: Downloaded, summary: ModelSummary | None) -> Explanation:
    """Every file of the plan is in the cache."""
    checkpoint = named(result.checkpoint)
    if not result.received:
        first = tr(
            "{checkpoint} is on {computer} now: everything was there before, so nothing was "
            "downloaded.",
            checkpoint=checkpoint,
            computer=workplace(),
        )
    elif result.reused:
        first = tr(
            "{checkpoint} is on {computer} now: {received} came from the Hub in {seconds}, and "
            "{reused} were there before.",
            checkpoint=checkpoint,
            computer=workplace(),
            received=bold(bytes_(result.received)),
            seconds=seconds(result.seconds),
            reused=bytes_(result.reused),
        )
    else:
        first = tr(
            "{checkpoint} is on {computer} now: {received} came from the Hub in {seconds}.",
            checkpoint=checkpoint,
            computer=workplace(),
            received=bold(bytes_(result.received)),
            seconds=seconds(result.seconds),
        )
    return Explanation(
        tr("The checkpoint is on {computer}", computer=workplace()),
        (
            first,
            tr(
                "It is in the [cache](glossary:cache) at [commit](glossary:commit) {commit} and "
                "opens without network from now on.",
                commit=result.commit[:7],
            ),
        ),
    )


def config_read(result: ConfigRead, summary: ModelSummary | None) -> Explanation:
    """The config of a checkpoint is the starting point now; its weights stayed where they are."""
    return Explanation(
        tr("The config is here"),
        (
            tr(
                "The [config](glossary:config) of {checkpoint} was read from the Hub ({file}) at "
                "[commit](glossary:commit) {commit}, and the form shows its settings.",
                checkpoint=named(result.checkpoint),
                file=bold(bytes_(len(result.config_json.encode()))),
                commit=result.commit[:7],
            ),
            tr(
                "No weights were downloaded. A model that you create from these settings has "
                "random weights: to get the trained ones, open the checkpoint's page."
            ),
        ),
    )
