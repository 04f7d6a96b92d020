"""Controls that every screen uses."""
