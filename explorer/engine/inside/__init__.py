"""Looking inside a run: attention, hidden states, lens, heads off, two models."""
