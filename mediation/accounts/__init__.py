"""People who sign in, the offices they hold, and the codes by which anybody proves a phone is theirs."""
