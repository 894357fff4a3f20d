/** /compare/ID: two surveys of one object. */

import "../styles/compare.css";
import "../styles/compare-panel.css";
import { defineCompare } from "../ui/compare";

defineCompare();
