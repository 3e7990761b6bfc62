import fc from 'fast-check';
import { inGsm, septets, smsOf } from '#core/page/sms';

/** GSM 03.38 and its extension, written down apart from the code: https://www.etsi.org/deliver/etsi_gts/03/0338 */
const alphabet = /^[@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/u;
const width = (text: string): number => text.length + (text.match(/[\^{}\\[~\]|€]/g)?.length ?? 0);

const foreign = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.constantFrom(
    '{'.repeat(300),
    '🔥'.repeat(127),
    '日本語'.repeat(80),
    `\u001b[2J\n${'|'.repeat(200)}`,
    '',
  ),
);

describe('a text message', () => {
  test('is one part of the GSM alphabet, whatever the alarm is called and the runbook says', () => {
    fc.assert(
      fc.property(foreign, foreign, foreign, (name, must, sentence) => {
        const text = smsOf({ name, must, may: [sentence, 'Last deploy 05:39.'], reference: 'Inc d8221ac0' });
        expect(text).toMatch(alphabet);
        expect(width(text)).toBeLessThanOrEqual(160);
        expect(septets(text)).toBe(width(text));
        expect(text.endsWith('Inc d8221ac0')).toBe(true);
      }),
    );
  });

  test('says what must be said in full, and cuts the name instead', () => {
    fc.assert(
      fc.property(foreign, (name) => {
        const must = ': broken since 05:41 UTC. 2 fixes did not help.';
        expect(smsOf({ name, must, may: [], reference: 'Inc d8221ac0' })).toContain(`${must} Inc d8221ac0`);
      }),
    );
  });

  test('says further sentences whole or not at all', () => {
    const may = ['Last deploy 05:39, 2 min before.', `You: ${'x'.repeat(100)}`, 'Short.'];
    const text = smsOf({ name: 'shop', must: ': broken since 05:41 UTC.', may, reference: 'Inc d8221ac0' });
    expect(text).toBe('shop: broken since 05:41 UTC. Last deploy 05:39, 2 min before. Short. Inc d8221ac0');
  });

  test('writes what typography writes otherwise, and letters of other alphabets by their like', () => {
    expect(inGsm('“größte” – 3…')).toBe('"größte" - 3...');
    expect(inGsm('ő č 警')).toBe('o c ?');
    expect(inGsm('a\n b')).toBe('a b');
  });
});
