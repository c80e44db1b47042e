"""`python -m compliance.evaluation.chaos.start FOLDER GENERATION`: a site in simulated time.

Pixel processes load the program's first module, so it holds nothing of the other side.
"""

import sys

if __name__ == "__main__":
    from compliance.evaluation.chaos.daemon import run

    run(sys.argv[1], int(sys.argv[2]))
