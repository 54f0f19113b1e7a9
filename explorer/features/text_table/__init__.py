"""Many texts at once: a table of them, all run in the background."""
