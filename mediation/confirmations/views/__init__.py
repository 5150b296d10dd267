"""The pages of a confirmation: before the counter (parties, institution) and behind it (clerk, judge)."""

from mediation.confirmations.views import carrying, counter, court, pages

bp = pages.bp

__all__ = ["bp", "carrying", "counter", "court", "pages"]
