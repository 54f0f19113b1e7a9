"""The endings of pictures and sounds that can be read, and of what people take for these."""

from __future__ import annotations

PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".tif", ".tiff")
"""Endings of files that are read as pictures."""


SOUNDS = (".wav", ".wave", ".flac", ".ogg", ".oga", ".opus", ".mp3", ".aif", ".aiff", ".au")
"""Endings of files that are read as sounds."""


OTHER_SOUNDS = (".m4a", ".aac", ".wma")
"""Endings of sounds that libsndfile does not read, and that are refused with that reason."""


OTHER_PICTURES = (".heic", ".heif", ".avif", ".svg", ".psd")
"""Endings of pictures that are not decoded here, and that are refused with that reason."""


VIDEOS = (".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".wmv", ".mpg", ".mpeg")


DOCUMENTS = (".pdf", ".doc", ".docx", ".odt", ".rtf", ".epub", ".ppt", ".pptx", ".xls", ".xlsx")
"""Endings of files whose text comes with a layout, which is not taken apart here."""


TEXTS = (".txt", ".csv", ".tsv", ".jsonl", ".ndjson")
"""Endings of files with texts that a model can learn from."""
