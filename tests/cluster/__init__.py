"""Another computer: two processes on this one, with homes of their own."""
