"""The encrypted session database. The only importer of sqlite_utils and sqlcipher3."""
