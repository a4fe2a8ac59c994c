"""What every benchmark that measures beside datatrove needs of it."""
