"""A matter in mediation: the parties, what happened and what is asked, the invitation, the period, the ending."""
