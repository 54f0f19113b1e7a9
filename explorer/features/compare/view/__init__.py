"""The Compare tab: the same input through two models."""
