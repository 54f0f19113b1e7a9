"""The Create pane: architecture, class, the form of a config, its footprint."""
