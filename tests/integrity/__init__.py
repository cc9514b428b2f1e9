"""What the integrity of the ledger rests on: the tree, the notes, the proofs, the packs, and attacks on all of them."""
