"""Data for researchers: what may leave the house (gate), and one file per format."""
