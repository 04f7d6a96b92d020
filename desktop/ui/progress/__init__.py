"""Progress: how each skill went over the calls."""
