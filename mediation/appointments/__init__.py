"""Choosing the mediator: suggestion, choice, disclosure, acceptance, challenge, replacement."""
