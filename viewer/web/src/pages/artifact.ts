/** /artifacts/NUMBER: the stage of its model and the zoomable photographs. */

import "../styles/stage.css";
import "../styles/zoom.css";
import { defineStage } from "../ui/stage";
import { defineZoom } from "../ui/zoom";

defineStage();
defineZoom();
