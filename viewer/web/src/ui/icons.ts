/** Line icons on a 24-unit grid, drawn for this project. */
export const ICONS = {
  light: "M12 3v2M12 19v2M3 12h2M19 12h2M5.6 5.6l1.4 1.4M17 17l1.4 1.4M5.6 18.4 7 17M17 7l1.4-1.4M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  reset: "M4 12a8 8 0 1 0 2.6-5.9M4 4v4.5h4.5",
  full: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  ruler: "M3 15.5 15.5 3 21 8.5 8.5 21ZM7 11.5l2 2M10.5 8l2.5 2.5M14 4.5l2 2",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  close: "M6 6l12 12M18 6 6 18",
  cube: "M12 3 20 7.5v9L12 21l-8-4.5v-9ZM12 12l8-4.5M12 12v9M12 12 4 7.5",
  headset: "M4 8h16a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-4.2a2 2 0 0 1-1.6-.8L13 14.600a1.250 1.250 0 0 0-2 0l-1.200 1.600a2 2 0 0 1-1.600.800H4a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1Z",
  room: "M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M12 8l4 2.200v4L12 16.500l-4-2.300v-4Z",
} as const;
