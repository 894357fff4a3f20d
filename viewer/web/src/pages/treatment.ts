/** Workbench: one treatment, its pictures before and after laid over each other. */

import { defineSwipe } from "../ui/swipe";

defineSwipe();
