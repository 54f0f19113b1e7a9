"""The Python that makes the same tensor of a picture or a sound, and reads the answer."""

from __future__ import annotations

import json
from dataclasses import replace

from explorer.features.media.protocol import FileRunResult, Recipe, RunOnFile, SmallView
from explorer.protocol.model import ModelSummary
from explorer.text.numbers import ntr
from explorer.text.python import layout
from explorer.text.python.fragment import Fragment, fragment
from explorer.text.python.inputs import padded
from explorer.text.python.model import file_at
from explorer.text.translation import tr

_MAIN = ("pixel_values", "flattened_patches", "input_values", "input_features")


def given(request: RunOnFile, result: FileRunResult) -> Fragment:
    """`inputs = ...`: the file as the model's tensor, and the texts that it is compared with."""
    view, recipe = result.view, result.recipe
    created = (
        _sound(request, view, recipe) if view.medium == "sound" else _picture(request, view, recipe)
    )
    dtype = next((info.dtype for info in result.run.inputs if info.name in _MAIN), "float32")
    if dtype != "float32":
        name = next(
            tensor_info.name for tensor_info in result.run.inputs if tensor_info.name in _MAIN
        )
        created += fragment([f'inputs["{name}"] = inputs["{name}"].to(torch.{dtype})'], torch=True)
    texts = tuple(text for text in request.texts if text.strip())
    names = {item.name for item in result.run.inputs}
    if texts and "input_ids" in names:
        sides = padded(result.run.rows)
        created += fragment(
            [
                *layout.assigned_list("texts", texts),
                *layout.called("more = tokenizer", ["texts", *sides, 'return_tensors="pt"']),
                "inputs.update(more)",
            ]
        )
    if "bbox" in names:
        created += fragment(
            [
                *layout.comment(tr("Where each word stands on the page: not known")),
                'places = (*inputs["input_ids"].shape, 4)',
                'inputs["bbox"] = torch.zeros(places, dtype=torch.int64)',
            ],
            torch=True,
        )
    if result.target_tokens:
        read = tuple(token.id for token in result.target_tokens)
        created += fragment(
            [
                *layout.comment(tr("What the decoder reads: its start, then what is written")),
                *layout.rows_of_numbers("written", (read,)),
                'inputs["decoder_input_ids"] = written',
            ],
            torch=True,
        )
    return created


def _processor(recipe: Recipe) -> Fragment:
    """`processor = ...`: the checkpoint's own, or the usual one with this config's sizes."""
    settings = json.loads(recipe.settings)
    if recipe.maker == "checkpoint":
        name = "AutoFeatureExtractor" if recipe.medium == "sound" else "AutoImageProcessor"
        more = [] if recipe.medium == "sound" else ['backend="pil"']
        more += [f"{key}={layout.literal(item, 4 + len(key))}" for key, item in settings.items()]
        lines = layout.called(f"processor = {name}.from_pretrained", ["checkpoint", *more])
        return fragment(lines, name)
    arguments = [f"{key}={layout.literal(entry, 4 + len(key))}" for key, entry in settings.items()]
    lines = layout.called(f"processor = {recipe.class_name}", arguments)
    return fragment(lines, recipe.class_name)


def _picture(request: RunOnFile, view: SmallView, recipe: Recipe) -> Fragment:
    opened = Fragment(
        (
            # Cameras store how they were held in EXIF; the pixels themselves are not turned.
            "picture = ImageOps.exif_transpose(Image.open(path))",
            *_of_8_bits(view.levels),
            'picture = picture.convert("RGB")',
        ),
        imports=frozenset({"from PIL import Image, ImageOps"}),
        numpy=bool(view.levels),
    )
    opened = file_at("path", request.path).then(opened)
    if recipe.maker != "own":
        call = layout.called("inputs = processor", ["picture", 'return_tensors="pt"'])
        return _processor(recipe) + opened + fragment(call)
    own = json.loads(recipe.settings)
    lines = [
        *layout.comment(tr("No processor fits: resize, rescale and normalise")),
        f"size = ({own['width']}, {own['height']})",
        f"mean = np.float32({own['mean']})",
        f"deviation = np.float32({own['deviation']})",
        # 2 is bilinear, PIL.Image.Resampling.BILINEAR.
        "values = np.asarray(picture.resize(size, 2), np.float32)",
        f"values = values * np.float32({own['factor']!r})",
        "values = (values - mean) / deviation",
        # [height, width, channels] → [1, channels, height, width]; copy() lays the numbers out so.
        "values = values.transpose(2, 0, 1)[None].copy()",
        'inputs = {"pixel_values": torch.from_numpy(values)}',
    ]
    return opened + replace(fragment(lines, torch=True), numpy=True)


def _of_8_bits(levels: tuple[int, ...]) -> list[str]:
    if not levels:
        return []
    black, white = levels
    values = f"(values - {black})" if black else "values"
    return [
        *layout.comment(tr("16 bits a pixel, brought to 8; convert would cut them off")),
        "values = np.asarray(picture).astype(np.int64)",
        f"values = {values} * 255 // {white - black}",
        "picture = Image.fromarray(values.astype(np.uint8))",
    ]


def _sound(request: RunOnFile, view: SmallView, recipe: Recipe) -> Fragment:
    lines = [
        'samples, rate = soundfile.read(path, dtype="float32", always_2d=True)',
        *layout.noted("samples = samples.mean(1)", tr("[samples, channels] → [samples]")),
    ]
    imports = {"import soundfile"}
    if view.rate != recipe.rate:
        lines += [f"samples = soxr.resample(samples, rate, {recipe.rate})"]
        imports |= {"import soxr"}
    lines += layout.called(
        "inputs = processor",
        ["samples", f"sampling_rate={recipe.rate}", 'return_tensors="pt"'],
    )
    opened = Fragment(tuple(lines), imports=frozenset(imports))
    return _processor(recipe) + file_at("path", request.path).then(opened)


def decoded_words(request: RunOnFile, result: FileRunResult, summary: ModelSummary) -> Fragment:
    """The answers, or the shapes of what the model returned."""
    if not result.predictions:
        names = [output.name for output in result.run.outputs if output.name.isidentifier()]
        return fragment([f"print(outputs.{name}.shape)" for name in names[:3]])
    if result.target_tokens:
        return _next_token_lines(result, summary)
    prediction = result.predictions[0]
    convert = "" if summary.dtype == "float32" else ".float()"
    returned = {info.name for info in result.run.outputs}
    if "logits" in returned:
        kind = "sigmoid()" if prediction.independent else "softmax(-1)"
        return fragment(
            [
                *layout.comment(tr("The likeliest labels")),
                "names = model.config.id2label",
                f"best = outputs.logits[0]{convert}.{kind}",
                f"for p, i in zip(*best.topk({len(prediction.candidates)})):",
                '    print(f"{names[i.item()]:20} {p:.1%}")',
            ]
        )
    fits = "logits_per_image" if "logits_per_image" in returned else "logits_per_audio"
    return fragment(
        [
            *layout.comment(tr("Which text fits, as shares of 100 %")),
            f"best = outputs.{fits}[0]{convert}.softmax(-1)",
            "for p, text in zip(best, texts):",
            '    print(f"{text:40} {p:.1%}")',
        ]
    )


def _next_token_lines(result: FileRunResult, summary: ModelSummary) -> Fragment:
    """What the decoder would say next, and how it wrote what it wrote by itself."""
    shown = "tokenizer.decode(i)" if summary.tokenizer else "i.item()"
    convert = "" if summary.dtype == "float32" else ".float()"
    top = len(result.predictions[-1].candidates)
    lines = [
        *layout.comment(tr("The likeliest next tokens of the answer")),
        f"best = outputs.logits[0, -1]{convert}.softmax(-1).topk({top})",
        "for p, i in zip(*best):",
        f'    print(f"{{{shown}:15}} {{p:.1%}}")',
    ]
    if not result.written:
        return fragment(lines)
    there = "inputs" if summary.device == "cpu" else "there"
    cache = ["use_cache=False"] if summary.takes_cache else []
    lines += [
        *layout.comment(
            ntr(
                "How it wrote the last {count} of them: the likeliest, each time",
                "How it wrote the last {count} of them: the likeliest, each time",
                result.written,
            ),
            width=80,
        ),
        f'read = {there}["decoder_input_ids"][:, :-{result.written}]',
        f"for _ in range({result.written}):",
        f'    so_far = {{**{there}, "decoder_input_ids": read}}',
        "    with torch.inference_mode():",
        *layout.called("        said = model", ["**so_far", *cache]),
        "    token = said.logits[:, -1:].argmax(-1)",  # [1, 1]
        "    read = torch.cat([read, token], -1)",
        "print(tokenizer.decode(read[0]))" if summary.tokenizer else "print(read[0].tolist())",
    ]
    return fragment(lines, torch=True)
