"""What `export WHAT` can write: one file per kind, each with its command in `EXPORT`."""
