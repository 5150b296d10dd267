"""Somebody brings a matter; it has one number for life. Who sits at it, on which side, and what was handed in."""
