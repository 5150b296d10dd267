"""What a bureau counts: folds of the record, equal to a recount of it."""
