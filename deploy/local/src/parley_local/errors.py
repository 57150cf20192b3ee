"""What stops the local stack, said in a sentence that a person can act on."""


class CannotStart(Exception):
    """Its text is a plain sentence or two: what is in the way, and how to mend it."""
