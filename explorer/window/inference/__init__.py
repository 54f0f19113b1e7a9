"""The Inference tab: a run from text to answers, the views inside it, generation."""
