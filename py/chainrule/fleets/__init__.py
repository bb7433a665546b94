"""Many experiments trained at once, as replicas of one network where possible."""

from chainrule.fleets.fleet import Fleet
from chainrule.fleets.members import Axis, grid

__all__ = ["Axis", "Fleet", "grid"]
