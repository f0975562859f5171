"""Use cases: one file each, one transaction each, plain functions that cannot wait for anything."""
