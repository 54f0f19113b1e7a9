"""Why: which words, heads and layers an answer depends on, each claim tried out."""
