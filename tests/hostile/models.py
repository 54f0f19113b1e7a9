"""Tiny models that take a picture or a sound, written once for a row of inputs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

SIZES: dict[str, Any] = {
    "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
}  # fmt: skip


def picture_model(folder: Path) -> Path:
    """A ViT of 32 pixels with its processor, random weights."""
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessorPil

    own: dict[str, Any] = {"image_size": 32, "patch_size": 8, "num_labels": 3}
    ViTForImageClassification(ViTConfig(**SIZES, **own)).save_pretrained(folder)
    ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(folder)
    return folder


def sound_model(folder: Path) -> Path:
    """A Wav2Vec2 classifier with its feature extractor, random weights."""
    from transformers import (
        Wav2Vec2Config,
        Wav2Vec2FeatureExtractor,
        Wav2Vec2ForSequenceClassification,
    )

    # A frame for 320 samples, as in all that were published: attention among 47,000 is one call.
    own: dict[str, Any] = {
        "conv_dim": (16,) * 7, "conv_stride": (5, 2, 2, 2, 2, 2, 2),
        "conv_kernel": (10, 3, 3, 3, 3, 2, 2), "num_labels": 4,
        "num_conv_pos_embeddings": 4, "num_conv_pos_embedding_groups": 2,
    }  # fmt: skip
    Wav2Vec2ForSequenceClassification(Wav2Vec2Config(**SIZES, **own)).save_pretrained(folder)
    Wav2Vec2FeatureExtractor().save_pretrained(folder)
    return folder
