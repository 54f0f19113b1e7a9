"""Writing what a person takes along: where to, and the message afterwards."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from explorer.app.save_code import file_name
from explorer.app.save_file import save_file
from explorer.features.architecture.protocol import MOST_CSV, ExportWeight, WeightExported
from explorer.features.export.view import exportables, pictures
from explorer.features.export.view.exportables import (
    AnimationOf,
    ExportPlace,
    NumbersOf,
    TableOf,
    Tensor,
    Weight,
)
from explorer.features.tensors.protocol import ExportTensor, TensorExported
from explorer.text import numbers as words
from explorer.text.table import Table
from explorer.text.translation import tr
from explorer.widgets.file_dialog import CSV, HTML, NPY, PDF, PNG, SVG, FileKind, ask_file

if TYPE_CHECKING:
    from explorer.app.shell import Shell


def picture(window: Shell, place: ExportPlace) -> None:
    """Ask where a picture of a view is to be written, and write it."""
    widget = exportables.widget_of(window, place.name)
    why = exportables.why_empty(window, place.name)
    if widget is None or why:
        window.message_bar.tell(why or exportables.disabled_reason(window, place.name))
        return
    title = tr("Export a picture: {title}", title=place.title)
    drawing = exportables.drawing_of(window, place)
    kinds = (PNG, PDF) if drawing is None else (PNG, PDF, SVG)
    path = ask_file(window, title, file_name(place.title), kinds)
    if not path:
        return
    whole = place.name == window.objectName()
    colour = window.look.colour("back" if place.name in exportables.ON_BACK else "card")
    if drawing is not None and path.lower().endswith(SVG.ending):
        data = pictures.svg(drawing, colour)
    else:
        draw = pictures.pdf if path.lower().endswith(PDF.ending) else pictures.png
        data = draw(widget, colour, *((0,) if whole else ()))
    size = save_file(window, path, data, f"exportPicture.{place.name}")
    if size is not None:
        window.message_bar.tell(
            tr("Saved the picture in {path}: {size}.", path=path, size=words.bytes_(size))
        )


def animation(window: Shell, source: AnimationOf) -> None:
    """Ask where a page that plays is to be written, and write it."""
    page = source.make(window)
    if page is None:
        window.message_bar.tell(
            exportables.why_empty(window, source.view) or exportables.LOOK_FIRST
        )
        return
    title = tr("Export an animation: {title}", title=source.title)
    path = ask_file(window, title, file_name(source.title), (HTML,))
    if not path:
        return
    size = save_file(window, path, page, source.action)
    if size is not None:
        window.message_bar.tell(
            tr(
                "Saved the animation in {path}: {size}. Open it in any browser.",
                path=path,
                size=words.bytes_(size),
            )
        )


def table(window: Shell, source: TableOf) -> None:
    """Ask where a table is to be written, and write it."""
    result = source.make(window)
    if not isinstance(result, Table):
        window.message_bar.tell(result)
        return
    path = ask_file(
        window,
        tr("Export a table: {title}", title=source.title),
        file_name(source.title),
        (CSV,),
    )
    if not path:
        return
    if save_file(window, path, result.csv(), f"exportTable.{source.key}") is None:
        return
    lines = words.ntr("{count} line", "{count} lines", len(result.rows))
    window.message_bar.tell(
        tr("Saved the table in {path}: {lines} under the column names.", path=path, lines=lines)
    )


def numbers(window: Shell, source: NumbersOf) -> None:
    """Ask where numbers are to be written; what the engine owns it writes itself."""
    import numpy as np

    values = source.make(window)
    name = source.title
    kinds: tuple[FileKind, ...] = (NPY,)
    match values:
        case str():
            window.message_bar.tell(values)
            return
        case Weight():
            name, kinds = values.name, (NPY, CSV) if values.numbers <= MOST_CSV else (NPY,)
    path = ask_file(
        window,
        tr("Export numbers: {title}", title=source.title),
        file_name(name),
        kinds,
    )
    if not path:
        return
    match values:
        case Tensor():
            window.send(ExportTensor(values.name, path))
            return
        case Weight():
            window.send(ExportWeight(values.name, path))
            return
    whole = io.BytesIO()
    np.save(whole, values, allow_pickle=False)
    if save_file(window, path, whole.getvalue(), f"exportNumbers.{source.key}") is None:
        return
    sentence = f"{values.dtype} {words.shape(values.shape)}"
    window.message_bar.tell(
        tr("Saved the numbers in {path}: {contents}.", path=path, contents=sentence)
    )


def weight_written(window: Shell, result: WeightExported) -> None:
    """Say where a weight is now, and how its numbers are written there."""
    sentence = _saved(result)
    if result.written != result.dtype:
        sentence += " " + tr(
            "NumPy has no {dtype}, so the numbers are in the file as {file_dtype}, each exactly "
            "as it was.",
            dtype=result.dtype,
            file_dtype=result.written,
        )
    window.message_bar.tell(sentence)


def tensor_written(window: Shell, result: TensorExported) -> None:
    """Say where the engine put a tensor of the last run."""
    window.message_bar.tell(_saved(result))


def _saved(result: WeightExported | TensorExported) -> str:
    return tr(
        "Saved {name} {shape} in {path}: {bytes}.",
        name=result.name,
        shape=words.shape(result.shape),
        path=result.path,
        bytes=words.bytes_(result.bytes),
    )
