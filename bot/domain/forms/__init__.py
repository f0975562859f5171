"""Forms: XLSForm programmes as data, and the engine that runs them."""
