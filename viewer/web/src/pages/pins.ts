/** Workbench: findings of a condition check placed on photographs and on the 3D surface. */

import "../styles/stage.css";
import "../styles/pins.css";
import { definePins } from "../ui/pins";
import { defineStage } from "../ui/stage";

defineStage();
definePins();
