"""Steering."""
