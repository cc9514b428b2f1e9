"""Exchange: one module per format that histories come in and go out by."""
