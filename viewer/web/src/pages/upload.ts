/** Workbench: taking files in. */

import "../styles/work.css";
import { defineJobs } from "../ui/jobs";
import { defineUpload } from "../ui/upload";

defineJobs();
defineUpload();
