"""The torch room: the engine that owns the model and the tokenizer. No Qt here."""
