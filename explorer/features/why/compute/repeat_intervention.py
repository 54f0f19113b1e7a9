"""One intervention done again, alone, for whoever does not believe it."""

from __future__ import annotations

import math
import time

from explorer.engine.inside import head_mask
from explorer.engine.inside.inspection import Inspection
from explorer.engine.model_holder import ModelHolder
from explorer.features.why.compute.parts import block_off, head_off
from explorer.features.why.compute.patch_map import Patching
from explorer.features.why.compute.question import Asked, NoQuestion, ask
from explorer.features.why.protocol import Intervention, TriedAgain, TryAgain
from explorer.protocol.inspection import HeadPlace
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr


def again(holder: ModelHolder, request: TryAgain, check: Check, report: Report) -> TriedAgain:
    """The probability of the answer now. Raises as `ask`."""
    started = time.perf_counter()
    report(tr("Trying it again"))
    try:
        asked = ask(holder, request.choice, check)
        probability = _probability(holder, asked, request.intervention, check)
    except NoQuestion as why:
        return TriedAgain(
            request=request,
            model_serial=holder.loaded.serial,
            note=str(why),
            probability=math.nan,
        )
    return TriedAgain(
        request=request,
        **asked.facts(started),
        probability=probability,
    )


def _probability(holder: ModelHolder, asked: Asked, done: Intervention, check: Check) -> float:
    match done.kind:
        case "without":
            answers = asked.answers(*asked.without([done.positions]))
            return float(answers.probabilities[0])
        case "replaced":
            changed = asked.replaced([[(place, done.id) for place in done.positions]])
            return float(asked.answers(changed).probabilities[0])
        case "head":
            row = head_mask.switches(asked.loaded, check).rows[done.part[0]]
            return head_off(asked, HeadPlace(row.kind, row.layer, done.part[1]))
        case "patched":
            patching = Patching(holder, asked, done.ids, done.text)
            patching.keep()
            row_, place = done.part
            answers = patching.patched(patching.rows[row_], (place,))
            return float(answers.probabilities[0])
    places = holder.part(Inspection).patch_positions(check)
    modules = places.modules["attention" if done.kind == "attention" else "mlp"]
    return block_off(asked, modules[done.part[0]])
