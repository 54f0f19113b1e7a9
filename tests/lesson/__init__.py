"""Plain words and exported Python, checked against the engine itself."""
