"""Click commands, each a thin call into the packages."""
