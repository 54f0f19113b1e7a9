"""The endings of pictures and sounds that can be read."""

from __future__ import annotations

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
"""Endings of files that are read as pictures."""


SOUNDS = (".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au")
"""Endings of files that are read as sounds."""


OTHER_SOUNDS = (".m4a", ".aac", ".wma")
"""Endings of sounds that libsndfile does not read, and that are refused with that reason."""
