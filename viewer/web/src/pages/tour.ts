/** /tours/SLUG: a stage that walks through stops. */

import "../styles/stage.css";
import "../styles/tour.css";
import { defineStage } from "../ui/stage";
import { defineTour } from "../ui/tour";

defineStage();
defineTour();
