/** Words without accents, as the server's search folds them. */

/** Lower case, marks taken off, đ as d, white space as single blanks. */
export function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d").replace(/\s+/g, " ").trim();
}
