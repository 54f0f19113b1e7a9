"""Tests of the torch room, without Qt."""
