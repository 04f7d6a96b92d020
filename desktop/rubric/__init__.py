"""Items, matchers and scoring of what was said: pure."""
