"""Tokens as chips: strips that wrap, long ones in part, all of them in a dialog."""
