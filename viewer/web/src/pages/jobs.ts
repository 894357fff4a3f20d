/** Workbench: the tray of running jobs. */

import "../styles/work.css";
import { defineJobs } from "../ui/jobs";

defineJobs();
