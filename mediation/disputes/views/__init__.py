"""The pages of a dispute: applying, the window, and what parties decide."""

from mediation.disputes.views import answering, applying, describing, prolonging, receiving

bp = applying.bp

__all__ = ["answering", "applying", "bp", "describing", "prolonging", "receiving"]
