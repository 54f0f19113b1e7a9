"""How much of a stranger's data is read: one table for all kinds of files and answers.

Each number is above the largest legitimate one that is known, named beside it, and low enough
that reading holds the interpreter's lock for less than 0.2 seconds (measured: the JSON reader
takes 12 ms a megabyte of small numbers).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limit:
    """What one kind of JSON may hold.

    `bytes` of the file or answer, `depth` of nested lists and objects, `items` in all of them,
    characters of one `text` or key, and the largest absolute value of an `integer`.
    """

    bytes: int
    depth: int
    items: int
    text: int
    integer: int = 2**63 - 1


CONFIG = Limit(5_000_000, 64, 500_000, 1_000_000)
"""config.json and its kin. The longest on the Hub has 400,000 characters: 21,843 labels."""

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
"""settings.json and what lies beside it."""

CATALOGUE = Limit(5_000_000, 8, 200_000, 10_000)
"""The list of model types that was made for the installed transformers: 270 kB for 756."""

SESSION = Limit(20_000_000, 48, 500_000, 5_000_000)
"""A saved session: its texts, its requests, and the config that was edited."""

LESSON = Limit(2_000_000, 16, 50_000, 20_000)
"""A lesson that a teacher wrote."""

EXAMPLES = Limit(1_000_000, 8, 5_000, 50_000)
"""The examples and notes that a checkpoint of this program brings along."""

TYPED_JSON = Limit(2_000_000, 64, 500_000, 1_000_000)
"""A config that a person types or pastes."""
