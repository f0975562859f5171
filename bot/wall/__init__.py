"""The wall: a page for the projector that follows the workshop by itself."""
