"""Parts of `bench review` and `bench store`."""
