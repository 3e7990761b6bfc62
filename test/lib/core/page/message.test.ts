import fc from 'fast-check';
import { lockScreenLength, type Page } from '#core/page/message';
import { publish } from '#core/page/publish';
import { septets } from '#core/page/sms';
import { deadlineText, noticeText, pageText, resolvedText, updateText } from '#core/page/text';
import { anAttempt, anIncident } from '#test/support/incidents';
import { places, World } from '#testing/world/world';

const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 2_000 }),
  fc.string({ unit: 'grapheme', maxLength: 500 }),
  fc.constantFrom(
    'x'.repeat(9_000),
    '"\\'.repeat(3_000),
    '🔥'.repeat(500),
    '\nKey nightshift/x/y\n'.repeat(50),
  ),
);

/** Every message about an incident whose foreign texts are what somebody made up. */
const messages = (name: string, instructions: string, error: string): Readonly<Record<string, Page>> => {
  const incident = anIncident(name.slice(0, 255));
  const paged = {
    ...incident,
    runbook: { ...incident.runbook, page: { ...incident.runbook.page, instructions } },
  };
  const record = { incident: paged, attempts: [anAttempt(1, { error, settled: true, finding: error })] };
  return {
    page: pageText(record, error),
    deadline: deadlineText(paged),
    notice: noticeText(record, 'healed', 60),
    update: updateText(record, error),
    resolved: resolvedText(record, '2026-03-01T04:00:00.000Z'),
  };
};

/** What SNS's model takes and hands on, which refuses what SNS refuses. */
async function published(page: Page) {
  const world = new World();
  await publish(world.clients.sns, places.topics.page, page);
  const [call] = world.wire.calls;
  return { message: world.sns.messages[0], input: call?.input as { readonly Message: string } };
}

test('SNS takes each message, whatever the alarm, the runbook and an error say; its parts are within their limits', async () => {
  await fc.assert(
    fc.asyncProperty(anything, anything, anything, async (name, instructions, error) => {
      for (const [kind, page] of Object.entries(messages(name, instructions, error))) {
        const { message, input } = await published(page);
        expect(Buffer.byteLength(input.Message)).toBeLessThan(262_144);
        expect(message?.body).toBe(page.body);
        expect(message?.subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
        expect(septets(message?.sms ?? '')).toBeLessThanOrEqual(160);
        expect(message?.sms).toMatch(/^[^\p{Cc}]+ Inc ea418c51$/u);
        expect(page.body.isWellFormed()).toBe(true);
        expect(page.body.match(/^Key .*$/gm)).toEqual([`Key ${page.deduplicationKey}`]);
        if (kind === 'page') expect(page.body.split('\n')[0]?.length).toBeLessThanOrEqual(lockScreenLength);
        if (kind === 'deadline') expect(page.body).toMatch(/^[\x20-\x7e\n]{1,1500}$/);
      }
    }),
    { numRuns: 50 },
  );
});

test('a text message of a page says what the page says: the name as far as it goes, since when, and what failed', () => {
  fc.assert(
    fc.property(anything, anything, (name, instructions) => {
      const { page } = messages(name, instructions, 'x');
      expect(page?.sms).toContain(': broken since 03:00 UTC. Restart it did not help.');
    }),
  );
});
