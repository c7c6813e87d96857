"""Charts as plain data, one layout for screen and paper, and the SVG painter."""
