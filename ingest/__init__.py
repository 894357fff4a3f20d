"""Getting files in, proving they stay whole, deriving."""
