"""Scenario packs: schema, safe loading, validation."""
