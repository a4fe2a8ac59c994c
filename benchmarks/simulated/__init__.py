"""What stands for something too large to have."""
