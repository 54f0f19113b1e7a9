"""The page of the tokenizer lab."""
