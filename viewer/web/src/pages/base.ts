/** On every page: fonts, the page's style, nothing heavy. */

import "@fontsource/be-vietnam-pro/vietnamese-400.css";
import "@fontsource/be-vietnam-pro/latin-400.css";
import "@fontsource/be-vietnam-pro/vietnamese-500.css";
import "@fontsource/be-vietnam-pro/latin-500.css";
import "@fontsource/be-vietnam-pro/vietnamese-600.css";
import "@fontsource/be-vietnam-pro/latin-600.css";
import "@fontsource/lora/vietnamese-600.css";
import "@fontsource/lora/latin-600.css";
import "@fontsource/lora/vietnamese-400-italic.css";
import "@fontsource/lora/latin-400-italic.css";
import "../styles/site.css";
