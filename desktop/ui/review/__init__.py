"""The review: the executive's own words, and what to say instead."""
