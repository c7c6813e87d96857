"""What happens when disk, files, people or the system do what they should not."""
