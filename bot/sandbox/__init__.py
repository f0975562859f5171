"""The rehearsal room: a Bot API server on this machine, and the web page with its phones."""
