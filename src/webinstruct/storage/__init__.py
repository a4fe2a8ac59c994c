"""Bytes on disks and in object stores: read through fsspec, written whole or not at all; `remote` streams them."""
