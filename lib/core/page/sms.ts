/**
 * One part of an SMS has 140 bytes: 160 characters if all are in the GSM 03.38 alphabet (7 bits each), otherwise 70. SNS splits
 * longer texts and bills each part, up to 1,600 characters.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html
 */
const septetsInOnePart = 160;

/** GSM 03.38 without its Greek capitals and line feeds, which are not needed here. */
const basic = new Set(
  '@£$¥èéùìòÇØøÅåÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà_',
);

/** Each of these needs an escape, so it takes two of the 160. */
const extension = new Set('^{}\\[~]|€');

/** Typographic characters and their plain equivalents. */
const plain: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '“': '"',
  '”': '"',
  '„': '"',
  '’': "'",
  '‘': "'",
  '`': "'",
};

/** Matches most texts: characters of the alphabet that take one septet each. */
const isPlain = /^[\w !"#%&'()*+,./:;<=>?@-]*$/;

/** A text in the GSM alphabet, on one line. A character without an equivalent becomes a question mark. */
export function inGsm(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return isPlain.test(line) ? line : [...line].map(likeOf).join('');
}

function likeOf(character: string): string {
  if (basic.has(character) || extension.has(character)) return character;
  const [base = ''] = character.normalize('NFKD');
  return plain[character] ?? (basic.has(base) ? base : '?');
}

/** How many of the 160 a text in the alphabet takes. */
export const septets = (text: string): number =>
  isPlain.test(text)
    ? text.length
    : [...text].reduce((sum, character) => sum + (extension.has(character) ? 2 : 1), 0);

/** The parts of one SMS, most important first. */
export interface SmsParts {
  /** What is broken: untrusted text, cut if it is long. */
  readonly name: string;
  /** Always follows the name. */
  readonly must: string;
  /** Sentences that are added while there is room, whole or not at all. */
  readonly may: readonly string[];
  /** How to look it up; always included. */
  readonly reference: string;
}

/** Septets that are enough to tell names apart. A longer name is cut to this before anything else is left out. */
const longestName = 48;

/** An SMS of one part, however long the alarm's name is. */
export function smsOf(parts: SmsParts): string {
  const [must, reference] = [inGsm(parts.must), inGsm(parts.reference)];
  const end = reference ? ` ${reference}` : '';
  const room = septetsInOnePart - septets(end);
  const name = cutTo(inGsm(parts.name), Math.min(longestName, room - septets(must)));
  const said = parts.may
    .map((sentence) => ` ${inGsm(sentence)}`)
    .reduce(
      (text, more) => (septets(text) + septets(more) <= room ? text + more : text),
      cutTo(`${name}${must}`, room),
    );
  return `${said}${end}`;
}

/** The beginning of a text in the alphabet, ending with two periods if it was cut. */
function cutTo(text: string, atMost: number): string {
  if (septets(text) <= atMost) return text;
  let cut = '';
  for (const character of text) {
    if (septets(cut) + septets(character) > atMost - 2) break;
    cut += character;
  }
  return `${cut}..`.slice(0, Math.max(0, atMost));
}
