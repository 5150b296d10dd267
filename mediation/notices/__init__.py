"""Which event tells whom in which words; by whom it is carried is the outbox's affair."""
