"""What the desk reads: a matter by role, the work of today, search, messages on their way."""
