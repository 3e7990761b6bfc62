/**
 * What a text message holds. One part has 140 bytes: 160 characters where all are of the GSM 03.38 alphabet, at 7 bits each,
 * and 70 where one is not. SNS splits what is longer and bills each part, up to 1,600 characters.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 * https://docs.aws.amazon.com/sms-voice/latest/userguide/sms-limitations-character.html
 */
const septetsInOnePart = 160;

/** GSM 03.38, but for its Greek capitals and line feeds, which nothing here needs. */
const basic = new Set(
  '@£$¥èéùìòÇØøÅåÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà_',
);

/** Each takes an escape besides itself: two of the 160. */
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

/** A text in the GSM alphabet, on one line. A character without an equivalent becomes a question mark. */
export const inGsm = (text: string): string => [...text.replace(/\s+/g, ' ').trim()].map(likeOf).join('');

function likeOf(character: string): string {
  if (basic.has(character) || extension.has(character)) return character;
  const [base = ''] = character.normalize('NFKD');
  return plain[character] ?? (basic.has(base) ? base : '?');
}

/** How many of the 160 a text takes that is in the alphabet. */
export const septets = (text: string): number =>
  [...text].reduce((sum, character) => sum + (extension.has(character) ? 2 : 1), 0);

/** What one text message says, in the order of what matters. */
export interface SmsParts {
  /** What is broken: foreign text, cut where it is long. */
  readonly name: string;
  /** What follows the name whatever else there is room for. */
  readonly must: string;
  /** Sentences that are said as far as there is room for them, each whole or not at all. */
  readonly may: readonly string[];
  /** How to look it up; always said. */
  readonly reference: string;
}

/** Septets that tell one name from another. A longer name is cut to this before anything else is left out. */
const longestName = 48;

/** One text message of one part, whatever the alarm is called. */
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

/** The beginning of a text that is in the alphabet, with two full stops where something is missing. */
function cutTo(text: string, atMost: number): string {
  if (septets(text) <= atMost) return text;
  let cut = '';
  for (const character of text) {
    if (septets(cut) + septets(character) > atMost - 2) break;
    cut += character;
  }
  return `${cut}..`.slice(0, Math.max(0, atMost));
}
