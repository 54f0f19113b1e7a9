"""The settings of a config as a form or as JSON: rows, editors, sections, notes."""
