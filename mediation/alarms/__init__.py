"""One tap for danger: the named office is told at once, with time and receipt; a suspected sham stands still."""
