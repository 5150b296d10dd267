"""Sentences for the made-up pages in the three languages."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
SAID = {"zh-Hans": {"nav": ["今天"]}, "en": {"nav": ["Today"]}, "ko": {"nav": ["오늘"]}}
