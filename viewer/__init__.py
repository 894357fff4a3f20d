"""Access: documents that a screen or a headset is given."""
