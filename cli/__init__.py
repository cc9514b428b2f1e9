"""The command line: thin; it reads arguments, calls the engine and prints."""

import gc
import os

# A command is a short process. Looking for garbage in circles costs it more than it frees while modules are built
# and histories read; and pydantic would search all installed packages for plugins that could watch it.
gc.set_threshold(1_000_000, 20, 100)
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
