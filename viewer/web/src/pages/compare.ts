/** /compare/ID: two surveys of one object. */

import "../styles/compare.css";
import { defineCompare } from "../ui/compare";

defineCompare();
