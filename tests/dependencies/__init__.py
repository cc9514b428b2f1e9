"""What the project rests on: its licences, what is known against it, and doing without what is optional."""
