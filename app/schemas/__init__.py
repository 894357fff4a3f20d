"""JSON shapes, one file per noun; source of the OpenAPI document."""
