"""TeX delimiters in running text, brought to `$` and `$$`."""
