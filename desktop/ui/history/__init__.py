"""Past calls, each with its review."""
