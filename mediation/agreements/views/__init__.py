"""The pages of an agreement: at the mediator's desk, and before each who signs."""

from mediation.agreements.views import atdesk, deputies, desk, drafting, signing, together

bp = desk.bp

__all__ = ["atdesk", "bp", "deputies", "desk", "drafting", "signing", "together"]
