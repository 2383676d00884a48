"""A province's levels out to a workbook that an officer corrects, and back as a province set."""
