"""Printed sheets: cards, reports, minutes and lists as PDF, in Vietnamese or English from the same records."""
