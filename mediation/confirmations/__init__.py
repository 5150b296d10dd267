"""The court confirms an agreement: the parties' joint application, the court's side of the counter, the ruling."""
