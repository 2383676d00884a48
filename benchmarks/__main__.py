"""Run every benchmark; exit 1 where a bound does not hold."""

import sys

from benchmarks import cold_start, kernel, national, recommend, risks

sys.exit(0 if all([kernel.main(), cold_start.main(), national.main(), risks.main(), recommend.main()]) else 1)
