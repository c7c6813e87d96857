"""Readers turn one file format into typed records; one module each, found by the registry."""
