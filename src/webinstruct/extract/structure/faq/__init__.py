"""Questions of one look with their answers beside or below them."""
