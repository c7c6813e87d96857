"""The workbench: is this AI agent ready for production, and what would change the answer?"""
