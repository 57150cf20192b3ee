"""The people of this run, shared by all users of a Locust process."""

import itertools

from parley_loadtests.people import People, Person

# Users beyond that are further devices of the same people: a password takes the server long to hash, on purpose.
_MOST = 10

_people: list[Person] = []
_numbers = itertools.count()


def gather(host: str) -> None:
    """Let them join before anybody says anything: that is another load than theirs."""
    if not _people:
        people = People(host)
        people.begin()
        _people.extend(people.make() for _ in range(_MOST))


def take_person() -> Person:
    """Somebody who is in a channel with everybody else of this run, with one device more."""
    return _people[next(_numbers) % len(_people)]
