"""What `pointer_ceiling.py` looks for lines with."""
