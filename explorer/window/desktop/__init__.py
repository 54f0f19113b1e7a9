"""What makes it a program at home on a desktop: menus, command search, log file, icon."""
