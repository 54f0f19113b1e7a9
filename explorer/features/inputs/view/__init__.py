"""What the model is given: texts, input IDs, a file, and what a task asks besides."""
