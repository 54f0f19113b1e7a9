"""Train: what it learns from, how, and what comes of it."""
