"""The data of the microscope: one training step, op by op and entry by entry."""
