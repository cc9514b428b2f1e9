"""What-if: outcomes, causes, branches and sweeps, on histories whose answers are known."""
