"""Pure geometry: arrays and files in, results out."""
