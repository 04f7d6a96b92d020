"""Sharing a call with a coach, and opening one that was shared."""
