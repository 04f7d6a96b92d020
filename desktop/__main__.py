"""`python -m desktop`, and the program that an installer ships."""

import sys

if __name__ == "__main__":
    if "--engine-worker" in sys.argv[1:]:  # an installed program starts itself again as an engine's child
        from desktop.engines.worker import main as engine

        engine()
    else:
        from desktop.cli import main

        sys.exit(main())
