"""Frozen models and pure rules; imports nothing else of ours, reads no clock and no file."""
