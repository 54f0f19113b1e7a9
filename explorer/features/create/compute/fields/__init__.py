"""The fields of a config class: kinds, defaults, words, and their values as JSON."""
