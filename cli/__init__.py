"""The command line: parse, call one function of the engine or a projection, render what comes back."""
