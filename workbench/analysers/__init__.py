"""Analysers read evidence files, compute figures and propose a status; one module each, found by the registry."""
