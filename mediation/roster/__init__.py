"""The public roster: who may mediate, in what, in which languages, until when."""
