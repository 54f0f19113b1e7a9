"""Every kind of pixel that Pillow can open, against conversions worked out here by hand."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from PIL import Image

from explorer.engine.engine import Engine
from explorer.engine.loaded_model import LoadedModel
from explorer.features.media import code as media_code
from explorer.features.media.compute import pictures
from explorer.features.media.protocol import FileRunResult, RunOnFile
from explorer.protocol.failures import BadFile
from explorer.protocol.model import Prepared
from explorer.text.python.fragment import source
from tests.lesson.execute import execute
from tests.model import tiny

Array = NDArray[Any]
GREY = np.linspace(0, 255, 40 * 60).reshape(40, 60)
COLOUR = np.random.default_rng(5).integers(0, 256, (40, 60, 4), dtype=np.uint8)


def _seen(path: Path) -> Array:
    return np.asarray(pictures.read(str(path))[0])


def _grey(values: Array) -> Array:
    return np.repeat(values[..., None], 3, axis=-1)


def _tiff(path: Path, values: Array, bits: int, white_is_zero: bool, form: int = 1) -> Path:
    """A TIFF of one channel; `form` 1 is unsigned, 2 signed, 3 floating point."""
    if bits == 12:
        nibbles = np.stack([values >> 8, values >> 4 & 15, values & 15], -1).reshape(-1, 2)
        data = (nibbles[:, 0] << 4 | nibbles[:, 1]).astype(np.uint8).tobytes()
    else:
        data = values.tobytes()
    height, width = values.shape
    tags = [
        (256, 4, width), (257, 4, height), (258, 3, bits), (259, 3, 1),
        (262, 3, 0 if white_is_zero else 1), (273, 4, 8), (277, 3, 1), (278, 4, height),
        (279, 4, len(data)), (339, 3, form),
    ]  # fmt: skip
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    begin = struct.pack("<2sHI", b"II", 42, 8 + len(data))
    path.write_bytes(begin + data + struct.pack("<H", len(tags)) + entries + bytes(4))
    return path


SIXTEEN = (GREY * 257).astype(np.uint16)


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("of.png", lambda path: Image.fromarray(SIXTEEN).save(path)),
        ("little.tif", lambda path: Image.fromarray(SIXTEEN).save(path)),
        ("big.tif", lambda path: Image.fromarray(SIXTEEN.astype(">u2")).save(path)),
        ("inverted.tif", lambda path: _tiff(path, 65535 - SIXTEEN, 16, True)),
        ("of12.tif", lambda path: _tiff(path, (GREY * 4095 / 255).astype(np.uint16), 12, False)),
    ],
)
def test_16_bits_a_pixel_are_the_same_grey(
    tmp_path: Path, name: str, save: Callable[[Path], object]
) -> None:
    save(tmp_path / name)
    seen = _seen(tmp_path / name).astype(int)
    wanted = _grey(GREY.astype(int))
    assert np.abs(seen - wanted).max() <= (1 if name == "of12.tif" else 0)
    assert "16 bits a pixel" in pictures.read(str(tmp_path / name))[1].facts


def test_what_does_not_say_which_value_is_white_is_refused(tmp_path: Path) -> None:
    files = (
        _tiff(tmp_path / "whole.tif", (GREY * 1000).astype(np.int32), 32, False, 2),
        _tiff(tmp_path / "signed.tif", (GREY * 99).astype(np.int16), 16, False, 2),
        _tiff(tmp_path / "real.tif", (GREY / 255).astype(np.float32), 32, False, 3),
    )
    for path in files:
        with pytest.raises(BadFile, match="does not say which of them is white"):
            pictures.read(str(path))


def _cmyk(values: Array) -> Array:
    inks = values.astype(float) / 255
    return np.round(255 * (1 - inks[..., :3]) * (1 - inks[..., 3:])).astype(int)


def _ycbcr(values: Array) -> Array:
    light, blue, red = np.moveaxis(values.astype(float), -1, 0)
    blue, red = blue - 128, red - 128
    rgb = [light + 1.402 * red, light - 0.344136 * blue - 0.714136 * red, light + 1.772 * blue]
    return np.clip(np.round(np.stack(rgb, -1)), 0, 255).astype(int)


def _lab(values: Array) -> Array:
    """From CIE L*a*b* of the white point D50 to sRGB, by the published formulas."""
    light = values[..., 0] / 255 * 100
    a, b = np.moveaxis(values[..., 1:].view(np.int8).astype(float), -1, 0)
    y = (light + 16) / 116
    parts = np.stack([y + a / 500, y, y - b / 200], -1)
    linear = np.where(parts > 6 / 29, parts**3, 3 * (6 / 29) ** 2 * (parts - 4 / 29))
    xyz = linear * np.array([0.9642, 1.0, 0.8249])
    matrix = np.array(
        [[3.1341, -1.6174, -0.4907], [-0.9788, 1.9161, 0.0335], [0.0719, -0.2290, 1.4052]]
    )
    rgb = np.clip(xyz @ matrix.T, 0, 1)
    curve = np.where(rgb <= 0.0031308, 12.92 * rgb, 1.055 * rgb ** (1 / 2.4) - 0.055)
    rounded: NDArray[Any] = np.round(curve * 255).astype(int)
    return rounded


def _palette(transparent: int | None = None) -> Image.Image:
    picture = Image.fromarray(COLOUR[..., 0], "P")
    picture.putpalette(COLOUR.reshape(-1)[:768].tobytes())
    if transparent is not None:
        picture.info["transparency"] = transparent
    return picture


def _looked_up() -> Array:
    return COLOUR.reshape(-1)[:768].reshape(256, 3)[COLOUR[..., 0]]


_RGB = COLOUR[..., :3]
_ONE = (int(_RGB[3, 4, 0]), int(_RGB[3, 4, 1]), int(_RGB[3, 4, 2]))
_SMOOTH = np.stack([GREY, GREY.T.reshape(40, 60) / 4 + 96, 255 - GREY], -1).astype(np.uint8)
_LAB = np.stack([GREY / 2 + 64, GREY / 8 - 16, 16 - GREY / 8], -1).astype(np.int16).astype(np.uint8)
_FILES: dict[str, tuple[Callable[[], Image.Image], str, Array, int, dict[str, Any]]] = {
    "1": (lambda: Image.fromarray(GREY > 99), "a.png", _grey((GREY > 99) * 255), 0, {}),
    "L": (lambda: Image.fromarray(COLOUR[..., 0]), "a.png", _grey(COLOUR[..., 0]), 0, {}),
    "LA": (
        lambda: Image.fromarray(COLOUR[..., :2], "LA"), "a.png", _grey(COLOUR[..., 0]), 0, {},
    ),
    "P": (_palette, "a.gif", _looked_up(), 0, {}),
    "P transparent": (_palette, "a.png", _looked_up(), 0, {"transparency": bytes(range(256))}),
    "P one transparent": (_palette, "b.png", _looked_up(), 0, {"transparency": 7}),
    "PA": (lambda: _palette(7).convert("PA"), "a.tif", _looked_up(), 0, {}),
    "RGB": (lambda: Image.fromarray(_RGB), "a.png", _RGB, 0, {}),
    "RGB transparent": (lambda: Image.fromarray(_RGB), "b.png", _RGB, 0, {"transparency": _ONE}),
    "RGBA": (lambda: Image.fromarray(COLOUR), "a.webp", _RGB, 0, {"lossless": True, "exact": True}),
    "CMYK": (lambda: Image.fromarray(COLOUR, "CMYK"), "a.tif", _cmyk(COLOUR), 1, {}),
    "YCbCr": (lambda: Image.fromarray(_SMOOTH, "YCbCr"), "a.tif", _ycbcr(_SMOOTH), 1, {}),
    "LAB": (lambda: Image.fromarray(_LAB, "LAB"), "b.tif", _lab(_LAB), 4, {}),
}  # fmt: skip


@pytest.mark.parametrize("mode", list(_FILES))
@pytest.mark.filterwarnings("ignore:'mode' parameter is deprecated:DeprecationWarning")
def test_every_mode_is_brought_to_red_green_and_blue(tmp_path: Path, mode: str) -> None:
    make, name, wanted, tolerance, options = _FILES[mode]
    make().save(tmp_path / name, **options)
    with Image.open(tmp_path / name) as opened:
        if mode == "YCbCr" and opened.mode == "RGB":
            # Pillow before 13 looks for a fourth byte of each pixel, and finds the file cut short.
            with pytest.raises(BadFile, match="cannot be decoded"):
                pictures.read(str(tmp_path / name))
            return
        assert opened.mode == mode.split()[0]
    seen = _seen(tmp_path / name).astype(int)
    assert np.abs(seen - wanted.astype(int)).max() <= tolerance
    facts = pictures.read(str(tmp_path / name))[1].facts
    transparent = mode in ("LA", "PA", "RGBA") or "transparent" in mode
    assert ("transparency is ignored" in facts) == transparent


def test_an_opaque_picture_is_not_said_to_have_transparency(tmp_path: Path) -> None:
    Image.fromarray(_RGB).convert("RGBA").save(tmp_path / "a.png")
    assert "transparency" not in pictures.read(str(tmp_path / "a.png"))[1].facts


def test_colours_of_16_bits_keep_their_upper_half(tmp_path: Path) -> None:
    """Pillow cannot write such a PNG, so its chunks are put together here."""
    wide = COLOUR[..., :3].astype(">u2") * 257
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in wide)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 60, 40, 16, 2, 0, 0, 0))]
    parts += [(b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    path = tmp_path / "wide.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in parts
        )
    )
    assert np.array_equal(_seen(path), _RGB)


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_camera_s_turn_is_undone_in_8_and_16_bits(tmp_path: Path, turn: int) -> None:
    turns: list[Callable[[Array], Array]] = [
        lambda a: a, np.fliplr, lambda a: np.rot90(a, 2), np.flipud, lambda a: a.swapaxes(0, 1),
        lambda a: np.rot90(a, -1), lambda a: np.rot90(a, 2).swapaxes(0, 1), np.rot90,
    ]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = turn
    Image.fromarray(_RGB).save(tmp_path / "a.png", exif=exif)
    assert np.array_equal(_seen(tmp_path / "a.png"), turns[turn - 1](_RGB))
    Image.fromarray(SIXTEEN).save(tmp_path / "b.png", exif=exif)
    assert np.array_equal(_seen(tmp_path / "b.png"), turns[turn - 1](_grey(GREY.astype(np.uint8))))


@pytest.mark.parametrize("name", ["a.gif", "a.png", "a.webp", "a.tif"])
def test_of_several_pictures_in_a_file_the_first_is_read(tmp_path: Path, name: str) -> None:
    first, second = Image.new("RGB", (40, 40), (255, 0, 0)), Image.new("RGB", (40, 40), (0, 0, 255))
    options: dict[str, Any] = {"lossless": True} if name == "a.webp" else {}
    first.save(tmp_path / name, save_all=True, append_images=[second], **options)
    picture, view = pictures.read(str(tmp_path / name))
    assert picture.getpixel((20, 20)) == (255, 0, 0)
    assert "the first of several" in view.facts


def test_16_bits_give_the_logits_of_8_here_and_in_the_python(tmp_path: Path) -> None:
    from transformers import ViTConfig, ViTForImageClassification

    sizes: dict[str, Any] = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    sizes |= {"intermediate_size": 32, "image_size": 32, "patch_size": 8, "num_labels": 3}
    config = ViTConfig(**sizes)
    torch.manual_seed(0)
    model = ViTForImageClassification(config).eval()
    engine = Engine(Prepared("", "", ("cpu",), 1, 0.0))
    engine._loaded = LoadedModel(1, model, None, "random", "tiny vit")
    Image.fromarray(GREY.astype(np.uint8)).save(tmp_path / "grey.png")
    Image.fromarray(SIXTEEN).save(tmp_path / "grey16.png")
    _tiff(tmp_path / "inverted.tif", 65535 - SIXTEEN, 16, True)
    codes, logits, pixels = [], [], []
    for name in ("grey.png", "grey16.png", "inverted.tif"):
        request = RunOnFile(str(tmp_path / name))
        result = engine(request, tiny.no_check, tiny.no_report)
        assert isinstance(result, FileRunResult)
        logits.append(engine.loaded.run_outputs["logits"].clone())
        pixels.append(engine.loaded.run_inputs["pixel_values"].numpy().copy())
        codes.append(source([media_code.given(request, result)]))
    assert torch.equal(logits[0], logits[1])
    assert torch.equal(logits[0], logits[2])
    for wanted, made in zip(pixels, execute(codes), strict=True):
        assert np.array_equal(made.arrays["inputs.pixel_values"], wanted)
