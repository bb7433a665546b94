"""What the microscope shows of one training step."""
