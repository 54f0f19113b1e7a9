"""Two models on the same input: the second one, and in what they differ."""
