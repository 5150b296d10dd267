"""A believable small city and the people in it: the same services that people use, called in order.

Behind `courtyard demo`, and behind the tests. It never inserts a row itself.
"""

from mediation.operations.world.city import City
from mediation.operations.world.story import World

__all__ = ["City", "World"]
