"""Files that say which tools an agent has; one file per format."""
