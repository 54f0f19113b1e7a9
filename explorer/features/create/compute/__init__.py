"""Configs: every model type, its fields, their checks, what a model of it would take."""
