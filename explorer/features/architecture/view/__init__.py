"""The Architecture tab: the tree of modules, and one weight looked at."""
