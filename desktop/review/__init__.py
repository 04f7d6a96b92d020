"""The review document: evidence, spans, summaries and reports: pure."""
