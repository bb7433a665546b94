"""Many experiments trained as one network with replicas."""

from chainrule.fleets.fleet import Fleet
from chainrule.fleets.members import Axis, grid

__all__ = ["Axis", "Fleet", "grid"]
