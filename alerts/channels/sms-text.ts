/** GSM 7-bit default alphabet, 3GPP TS 23.038 §6.2.1, without the escape. */
const basic =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/** Its extension table, §6.2.1.1: each costs two septets. */
const extended = "\f^{}\\[~]|€";

const septets = new Map([
  ...[...basic].map((each) => [each, 1] as const),
  ...[...extended].map((each) => [each, 2] as const),
]);

/** How a text travels. */
export type SmsAlphabet = "gsm7" | "ucs2";

/** A text as it is sent. */
export interface SmsText {
  readonly text: string;
  readonly alphabet: SmsAlphabet;
  readonly parts: number;
}

/** Units of one message, and of each part of a longer one: its header takes the rest (3GPP TS 23.040 §9.2.3.24.1). */
const unitsMax: Readonly<Record<SmsAlphabet, { readonly single: number; readonly part: number }>> = {
  gsm7: { single: 160, part: 153 },
  ucs2: { single: 70, part: 67 },
};

const replacements: Readonly<Record<string, string>> = {
  đ: "d",
  Đ: "D",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "–": "-",
  "—": "-",
  "…": "...",
  "·": "-",
  "→": "->",
  "°": " do ",
  "\t": " ",
  "\r": "",
};

const plainCharacter = (character: string): string => {
  const replaced = replacements[character];
  if (replaced !== undefined) return replaced;
  // Also letters that the alphabet has, such as ù: a text with some of its diacritics reads worse than with none.
  const bare = character.normalize("NFD").replace(/\p{M}/gu, "");
  return [...bare].map((each) => (septets.has(each) ? each : "?")).join("");
};

/** The text in the GSM 7-bit alphabet: Vietnamese without its diacritics, `?` for what has no likeness. */
export const withoutDiacritics = (text: string): string =>
  [...text.normalize("NFC")].map(plainCharacter).join("");

/** Units that a character costs; a UCS-2 part counts UTF-16 units, so a pair is never cut apart. */
const costOf = (character: string, alphabet: SmsAlphabet): number =>
  alphabet === "gsm7" ? (septets.get(character) ?? 1) : character.length;

/** How many parts a text takes: a character that does not fit into one goes whole into the next. */
export const partsOf = (text: string, alphabet: SmsAlphabet): number => {
  const { single, part } = unitsMax[alphabet];
  const costs = [...text].map((character) => costOf(character, alphabet));
  if (costs.reduce((sum, cost) => sum + cost, 0) <= single) return 1;
  let parts = 1;
  let filled = 0;
  for (const cost of costs) {
    if (filled + cost > part) {
      parts++;
      filled = 0;
    }
    filled += cost;
  }
  return parts;
};

const isGsm = (text: string): boolean => [...text].every((character) => septets.has(character));

const cutTo = (text: string, alphabet: SmsAlphabet, partsMax: number): string => {
  if (partsOf(text, alphabet) <= partsMax) return text;
  const ellipsis = alphabet === "gsm7" ? "..." : "…";
  const characters = [...text];
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const fits = partsOf(`${characters.slice(0, middle).join("")}${ellipsis}`, alphabet) <= partsMax;
    if (fits) low = middle;
    else high = middle - 1;
  }
  return `${characters.slice(0, low).join("")}${ellipsis}`;
};

/** Makes a text fit: in the alphabet that is wanted (GSM 7-bit whenever it can) and into so many parts. */
export const smsText = (text: string, wanted: SmsAlphabet, partsMax: number): SmsText => {
  const written = wanted === "gsm7" ? withoutDiacritics(text) : text.normalize("NFC");
  const alphabet = isGsm(written) ? "gsm7" : "ucs2";
  const fitted = cutTo(written, alphabet, partsMax);
  return { text: fitted, alphabet, parts: partsOf(fitted, alphabet) };
};
