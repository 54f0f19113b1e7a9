"""Plain words: glossary, explanations, lessons and the Python of each action. No Qt, no torch."""
