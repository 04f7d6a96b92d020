"""Files that are given to someone else: sealed with a passphrase."""
