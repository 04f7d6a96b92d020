"""The model catalog: fetch, verify, import, export, purge."""
