"""One exchange format per file."""
