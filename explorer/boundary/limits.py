"""How much of a stranger's data is read: one table for all kinds of files and answers.

Each number is above the largest legitimate one that is known, named beside it, and low enough
that reading holds the interpreter's lock for less than 0.2 seconds (measured: the JSON reader
takes 12 ms a megabyte of small numbers).
"""

from __future__ import annotations

import msgspec


class Limit(msgspec.Struct, frozen=True):
    """What one kind of JSON may hold.

    `bytes` of the file or answer, `depth` of nested lists and objects, `items` in all of them,
    characters of one `text` or key, and the largest absolute value of an `integer`.
    """

    bytes: int
    depth: int
    items: int
    text: int
    integer: int = 2**63 - 1


CONFIG = Limit(5_000_000, 64, 100_000, 1_000_000)
"""config.json and its kin. The longest on the Hub has 400,000 characters: 21,843 labels, twice.

The library copies a config several times, which cannot be stopped: 0.7 s for 120,000 entries."""

GENERATION_CONFIG = Limit(1_000_000, 32, 100_000, 100_000)
"""generation_config.json: Whisper suppresses a hundred tokens, and names a hundred languages."""

TOKENIZER_CONFIG = Limit(20_000_000, 64, 1_000_000, 1_000_000)
"""tokenizer_config.json: those with a table of 30,000 added tokens take 5 MB."""

PROCESSOR_CONFIG = Limit(1_000_000, 32, 50_000, 100_000)
"""preprocessor_config.json, processor_config.json, modules.json, 1_Pooling/config.json."""

SHARD_INDEX = Limit(25_000_000, 8, 300_000, 1_000)
"""model.safetensors.index.json: a trillion parameters in 384 experts are 140,000 tensors."""

SAFETENSORS_HEADER = Limit(25_000_000, 8, 300_000, 1_000)
"""The header of one safetensors file; `items` counts its tensors."""

GGUF_HEADER = Limit(200_000_000, 1, 100_000, 1_000_000)
"""The header of a GGUF file: 262,144 tokens with their merges take 15 MB; `items` counts tensors,
`text` the bytes of one text, of which a chat template is the longest."""

GGUF_KEYS = 10_000
"""Keys in the header of a GGUF file; real ones have about 50."""

MOST_SHARDS = 5_000
"""Files of weights that one index may name: a thousand are known."""

HUB_ANSWER = Limit(10_000_000, 64, 500_000, 1_000_000)
"""One answer of the Hub; a page of 1,000 files takes 300 kB."""

DOWNLOAD_NOTE = Limit(30_000_000, 8, 500_000, 1_100)
"""What an unfinished download still wants: three values and 100 to 200 bytes a file."""

MOST_FILES = 100_000
"""Files of one revision; the Hub itself advises against more than that."""

CARD = 200_000
"""Bytes of a model card that are read."""

SETTINGS = Limit(2_000_000, 16, 20_000, 500_000)
"""settings.json and what is beside it."""

CATALOGUE = Limit(5_000_000, 8, 200_000, 10_000)
"""The list of model types that was made for the installed transformers: 270 kB for 756."""

SESSION = Limit(20_000_000, 48, 500_000, 5_000_000)
"""A saved session: its texts, its requests, and the config that was edited."""

RESULTS_PAGE = 60_000_000
"""Bytes of a results page: 50 runs, each with a picture of 300 kB, take 20 MB; the data in it is
read within SESSION."""

LESSON = Limit(2_000_000, 16, 50_000, 20_000)
"""A lesson that a teacher wrote."""

EXAMPLES = Limit(1_000_000, 8, 5_000, 50_000)
"""The examples and notes that a checkpoint of this program brings along."""

TRAINING_LINE = Limit(1_000_000, 8, 1_000, 500_000)
"""One line of JSON Lines to train on."""

TRAINING_FILE = 50_000_000
"""Bytes of a file to train on: more text than a person waits for on one computer."""

TRAINING_RECORD = Limit(20_000_000, 12, 2_000_000, 5_000_000)
"""What an unfinished training left: its settings, its losses and answers, and pasted text."""

TYPED_JSON = Limit(2_000_000, 64, 500_000, 1_000_000)
"""A config that a person types or pastes."""


class Effort(msgspec.Struct, frozen=True):
    """What one piece of work may take in the process that reads tokenizers and chat templates.

    `seconds`; `memory` in bytes beyond what the process held before; bytes of its `answer`.
    """

    seconds: float
    memory: int
    answer: int


READ_TOKENIZER = Effort(120.0, 2 * 1024**3, 20_000_000)
"""Reading the files of a tokenizer. One of 262,144 tokens (30 MB) took 2 s and 400 MB; one that is
only there as a sentencepiece model is converted first, which takes up to half a minute."""

USE_TOKENIZER = Effort(10.0, 1024**3, 100_000_000)
"""Reading a text, naming tokens, writing tokens as text: milliseconds for what people type."""

USE_TOKENIZER_PER_CHARACTER = Effort(1 / 20_000, 1024, 0)
"""What each character of a text adds to that: 3 µs and 260 bytes were the most measured."""

READ_SOUND = Effort(30.0, 512 * 1024**2, 100_000_000)
"""Reading a minute of sound: 46 MB at the highest rate; MP3 of a minute takes 0.1 s."""

FILL_IN_TEMPLATE = Effort(10.0, 512 * 1024**2, 8_000_000)
"""Filling in a chat template: the largest in the wild need a few milliseconds."""

TRAIN_TOKENIZER = Effort(300.0, 3 * 1024**3, 50_000_000)
"""Training a tokenizer on a person's text: 0.5 s for 1.2 MB of it, which is what a lesson needs;
`TRAINING_FILE` is forty times as much. Its answer has every merge, of 50,000 at most."""

START_PROCESS = 120.0
"""Seconds until that process is there: 2 on a free machine, for the imports."""

TOKENS = 2_000_000
"""Tokens of a batch, padding included."""

PIECE = 1_000
"""Characters of one token that are shown: the longest known are some hundred spaces."""

WRITTEN = 1_000_000
"""Characters that a chat template or a tokenizer may write; more than any model here reads."""
