"""The run on a Ray cluster: an actor for each worker."""
