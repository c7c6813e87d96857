"""The workspace on disk: database, journal, evidence files, search, backup, lock."""
