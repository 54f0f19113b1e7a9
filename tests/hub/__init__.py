"""Tests of the Hub room against the loopback Hub. No Qt."""
