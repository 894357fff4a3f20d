/** /view/SCENE and /embed/SCENE: one stage. */

import "../styles/stage.css";
import { defineStage } from "../ui/stage";

defineStage();
