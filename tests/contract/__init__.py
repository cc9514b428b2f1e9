"""What every store must keep: the tests are the same for each, those of one store alone apart."""
