"""The workbench: where staff register, edit, upload and publish."""
