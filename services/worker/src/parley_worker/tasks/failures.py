"""How a job says that trying again is of no use."""


class CannotSucceed(Exception):
    """The job is dead at once; the text says why, for the person who looks."""
