/** Workbench: scan a shelf and what is put on it. */

import { defineScan } from "../ui/scan";

defineScan();
