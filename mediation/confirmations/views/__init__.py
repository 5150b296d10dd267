"""The pages of a confirmation: before the counter (parties, institution) and behind it (clerk, judge)."""

from mediation.confirmations.views import carrying, counter, court, objecting, pages

bp = pages.bp

__all__ = ["bp", "carrying", "counter", "court", "objecting", "pages"]
