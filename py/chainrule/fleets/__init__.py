"""Many experiments trained as one network with replicas."""
