"""The endings of pictures and sounds that can be read."""

from __future__ import annotations

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
"""Endings of files that are read as pictures."""


SOUNDS = (".wav", ".wave")
"""Endings of files that are read as sounds."""


OTHER_SOUNDS = (".mp3", ".flac", ".ogg", ".oga", ".opus", ".m4a", ".aac", ".aif", ".aiff", ".wma")
"""Endings of sounds that need a package of their own, and are refused with that reason."""
