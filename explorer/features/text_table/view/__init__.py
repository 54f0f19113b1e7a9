"""The page of many texts."""
