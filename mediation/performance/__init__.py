"""What was agreed is kept, or not: promises, return visits, the closing of the matter."""
