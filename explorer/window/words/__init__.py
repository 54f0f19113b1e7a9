"""Plain words beside everything: explanation, Python, glossary, presenting."""
