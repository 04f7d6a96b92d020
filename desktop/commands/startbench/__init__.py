"""Parts of `bench startup`."""
