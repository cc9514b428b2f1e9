"""What goes wrong outside: killed processes, racing writers, files of garbage, a full disk."""
