"""Everything that is Qt: the frame, the shared widgets, and a folder for each place of work."""
