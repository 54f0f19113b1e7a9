"""The page of a checkpoint: header, card, files, fit and download."""
