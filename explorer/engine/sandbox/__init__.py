"""Native code and programs that read what strangers wrote, in a process that can be killed."""
