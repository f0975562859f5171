"""Two versions of a programme: what differs, for whom, and where answers to the older stand in the newer."""
