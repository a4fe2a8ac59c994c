"""A page as a model is shown it: numbered lines, marks of posts, and what pointed lines say."""
