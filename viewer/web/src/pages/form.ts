/** Workbench: the form of an artifact or a site. It works without this script; with it, it helps while one types. */

import { languageOf } from "../core/strings";
import { startCombos } from "../ui/form-combo";
import { startDate } from "../ui/form-date";
import { DraftKeeper } from "../ui/form-draft";
import { startKeys } from "../ui/form-keys";
import { startMeter } from "../ui/form-meter";
import { startNumber } from "../ui/form-number";
import { startProfile } from "../ui/form-profile";
import { startTwins } from "../ui/form-twins";

const form = document.querySelector<HTMLFormElement>("form[data-form]");
if (form) {
  const lang = languageOf(form);
  startCombos(form, lang);
  startDate(form, lang);
  startKeys(form);
  startMeter(form);
  startNumber(form, lang);
  startProfile(form);
  startTwins(form, lang);
  new DraftKeeper(form, lang);
}
