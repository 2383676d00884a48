"""Write the nasty files: `python -m tests.support.nasty FOLDER`."""

import sys
from pathlib import Path

from tests.support.nasty import all_files

if len(sys.argv) != 2:
    sys.exit(__doc__)
folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
for entry in all_files().values():
    print(entry.write(folder))
