"""Reference: the measures reckoned a second time, with plain lists and loops, and compared with the views."""
