"""Static pictures of sweeps and sensitivity as SVG and PNG; matplotlib is brought in when one is drawn."""
