"""Requests and results of looking inside the last run: attention, hidden states, lens, tensors.

Every result is computed from a run of the model in memory. Where a view has nothing to show its
`note` says why, in a sentence; a failure is raised only where a person must do something first.
`kind` tells the stacks of a model apart: "self" for a model of one stack, else "encoder",
"decoder" and "cross" (the decoder looking at the encoder's tokens).
"""
