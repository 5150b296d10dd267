"""What a court, the police or another office hands over for mediation, and the answer that is owed to it."""
