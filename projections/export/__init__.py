"""Export: whole histories, or what they mean, in formats that other programs read."""
