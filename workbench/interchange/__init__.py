"""Foreign formats in and out: pure readers and writers, one file each, found by the registry."""
