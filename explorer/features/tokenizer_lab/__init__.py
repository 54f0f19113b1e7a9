"""One text through several tokenizers, and how each cuts a word, step by step."""
