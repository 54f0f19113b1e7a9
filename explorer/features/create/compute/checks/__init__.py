"""Judging an edited config: what the class refuses, what cannot fit, and whose fault it is."""
