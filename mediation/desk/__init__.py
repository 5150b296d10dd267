"""Pages that show many features at once: the first page, a matter by role, today, search, the outbox. Reads only."""
