"""Transformer Explorer: create, find, load, look inside and run transformer models by clicking."""

__version__ = "0.1.0"
