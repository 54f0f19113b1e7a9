"""The Qt room: one file per pane, dialog or view. No torch, transformers or huggingface_hub."""
