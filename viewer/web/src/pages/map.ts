/** /map: the map of a search, its clusters counted by the server. */

import "maplibre-gl/dist/maplibre-gl.css";
import "../styles/map.css";
import { defineMap } from "../ui/map";

defineMap();
