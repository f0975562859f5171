"""Sending submissions to a server that speaks OpenRosa."""
