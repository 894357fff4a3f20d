"""The front door: wiring, pages, API, command line; the one room that knows Flask."""
