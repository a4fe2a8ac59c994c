"""The run as array jobs of a SLURM cluster: one array for each step, its elements take parts of it."""
