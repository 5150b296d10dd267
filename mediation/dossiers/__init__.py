"""The dossier of a matter, complete and in the official order; the register of numbers."""
