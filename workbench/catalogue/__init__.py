"""Packs of Markdown with validated front matter become the catalogue."""
