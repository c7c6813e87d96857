"""The exceptions whose text is meant for a person."""


class UserError(Exception):
    """Something a person can understand and mend.

    The message is one to three sentences: what happened, what is safe, what to do.
    """


class Damaged(UserError):
    """The database of a workspace cannot be read; what lies beside it may be whole."""
