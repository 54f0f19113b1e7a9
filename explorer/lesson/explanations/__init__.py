"""What happened and what will happen, in plain words: one file for each subject."""
