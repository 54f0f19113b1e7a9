"""Makes the example picture, sound and tables: drawn and computed here, nobody else's work.

`python resources/examples/make.py` writes shapes.png, chord.wav, reviews.csv and sentences.csv
beside this file. The texts of the tables are held-out ones: no bundled model was trained on them.
"""

from __future__ import annotations

import csv
import random
import sys
import wave
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

HERE = Path(__file__).parent


def picture() -> None:
    """A house under a sun: 256 × 192 pixels."""
    made = Image.new("RGB", (256, 192), "#bfe3f7")
    draw = ImageDraw.Draw(made)
    draw.rectangle((0, 140, 256, 192), fill="#7fb069")
    draw.ellipse((190, 16, 234, 60), fill="#f7c948")
    draw.rectangle((70, 84, 160, 150), fill="#e8d6b3")
    draw.polygon(((60, 86), (115, 40), (170, 86)), fill="#b5442f")
    draw.rectangle((105, 112, 127, 150), fill="#6b4226")
    draw.rectangle((78, 98, 98, 116), fill="#6fa8dc")
    made.save(HERE / "shapes.png", optimize=True)


def sound() -> None:
    """A chord that fades: 1 second, 16,000 samples a second."""
    rate = 16_000
    time = np.arange(rate) / rate
    tones = sum(np.sin(2 * np.pi * pitch * time) for pitch in (261.63, 329.63, 392.0))
    samples = np.rint(np.asarray(tones) / 3 * np.exp(-3 * time) * 20_000).astype("<i2")
    with wave.open(str(HERE / "chord.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())


def tables() -> None:
    """Reviews with their sentiment, and sentences with one word masked and that word."""
    sys.path.insert(0, str(HERE.parent / "models"))
    import reviews
    import world

    rows = [(text, reviews.LABELS[label]) for text, label in reviews.held_out_reviews(200, 7)]
    _write("reviews.csv", rows)
    questions = [question for sentence in world.split()[1] for question in sentence.questions()]
    _write("sentences.csv", random.Random(7).sample(questions, 500))


def _write(name: str, rows: list[tuple[str, str]]) -> None:
    with open(HERE / name, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("text", "label"))
        writer.writerows(rows)


if __name__ == "__main__":
    picture()
    sound()
    tables()
