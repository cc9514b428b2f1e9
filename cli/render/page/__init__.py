"""The page of a coalition: what a reading says as a tree of elements, the charts, and the one file they make up."""
