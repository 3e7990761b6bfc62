import type { Attempt, Incident } from '#core/incident/records';
import { pageText } from '#core/page/text';
import type { Known } from '#core/page/words';
import { anAttempt, anIncident } from '#test/support/incidents';

const settled = { settled: true, finding: 'the alarm is in ALARM' };

/** The page of the proposed texts: two fixes failed, two minutes after a deployment. */
function aPage({
  deployedAt,
  known = { now: { state: 'ALARM', at: '2026-03-01T05:52:00.000Z' }, earlier: [] },
  incident = {},
}: {
  readonly deployedAt?: string;
  readonly known?: Known;
  readonly incident?: Partial<Incident>;
} = {}) {
  const base = anIncident('shop-frontpage-stale');
  const evidence = deployedAt ? { lastDeploymentAt: deployedAt, lastDeploymentOf: 'shop-frontpage:42' } : {};
  const attempts: Attempt[] = [
    anAttempt(1, { ...settled, title: 'Restart', at: '2026-03-01T05:42:00.000Z', evidence }),
    // What a later step sees is what the first one did.
    anAttempt(2, {
      ...settled,
      title: 'page:* flush',
      at: '2026-03-01T05:46:00.000Z',
      evidence: { lastDeploymentAt: '2026-03-01T05:42:05.000Z' },
    }),
  ];
  return pageText(
    {
      incident: {
        ...base,
        since: '2026-03-01T05:41:00.000Z',
        plan: base.plan.slice(0, 2),
        runbook: {
          ...base.runbook,
          page: { ...base.runbook.page, instructions: 'roll back?', timeZone: 'Europe/Berlin' },
        },
        ...incident,
      },
      attempts,
    },
    'Both steps were tried.',
    known,
  );
}

const first = (page: { readonly body: string }): string => page.body.split('\n')[0] ?? '';

describe('an incident whose two fixes failed, shortly after a deployment', () => {
  const page = aPage({ deployedAt: '2026-03-01T05:39:00.000Z' });

  test('is on the lock screen with the deployment', () => {
    expect(first(page)).toBe(
      'shop-frontpage-stale still ALARM after 2 fixes. Deployed 2 min before it began. Please take over.',
    );
  });

  test('is one text message', () => {
    expect(page.sms).toBe(
      'shop-frontpage-stale: broken since 05:41 UTC. Restart and page:* flush did not help. Last deploy 05:39, 2 min before. You: roll back? Inc ea418c51',
    );
  });

  test('has a subject that says what failed', () => {
    expect(page.subject).toBe('[PAGE] shop-frontpage-stale: 2 fixes failed, please take over');
  });

  test('is a whole text for e-mail', () => {
    expect(page.body.replace(/https:\S+/g, 'https://...')).toMatchSnapshot();
  });
});

describe('what a page says', () => {
  test.each([
    ['ALARM', 'still ALARM'],
    ['OK', 'OK now, not confirmed'],
    ['INSUFFICIENT_DATA', 'without data'],
  ] as const)('of an alarm that is %s now', (state, said) => {
    const page = aPage({ known: { now: { state, at: '2026-03-01T05:52:00.000Z' } } });
    expect(first(page)).toContain(`shop-frontpage-stale ${said} after 2 fixes, broken since 05:41 UTC.`);
    expect(page.facts?.['Now']).toBe(`${said}, read at 05:52 UTC (06:52 Europe/Berlin).`);
  });

  test('of an alarm that could not be read: that it is not known', () => {
    expect(aPage({ known: {} }).facts?.['Now']).toBe('not known: the alarm was not read.');
  });

  test.each([
    ['2026-03-01T02:41:00.000Z', '02:41 UTC Deployment of shop-frontpage:42, 3 h before it began.'],
    [
      '2026-02-20T05:41:00.000Z',
      'No deployment in the 24 h before it began; the last was at 2026-02-20 05:41:00 UTC.',
    ],
    [undefined, 'Not known: no step saw a deployment before it began.'],
    ['2026-03-01T05:41:30.000Z', 'Not known: no step saw a deployment before it began.'],
    ['not reported', 'Not known: no step saw a deployment before it began.'],
  ])('of a last deployment at %s: what it was, and nothing on the lock screen', (deployedAt, said) => {
    const page = aPage(deployedAt ? { deployedAt } : {});
    expect(page.sections?.find(({ title }) => title === 'WHAT CHANGED')?.lines).toEqual([said]);
    expect(first(page)).not.toContain('Deployed');
    expect(page.sms).not.toContain('deploy');
  });

  test.each([
    [[], /^Never in the last 30 days/],
    [
      [
        { at: '2026-02-20T01:00:00.000Z', effect: 'healed' as const },
        { at: '2026-02-25T02:30:00.000Z', effect: 'none' as const },
      ],
      /^2 times in the last 30 days on the same target, 1 healed by this runbook; last 2026-02-25 02:30 UTC, not healed\.$/,
    ],
    [undefined, /^Not known/],
  ])('of earlier runs %j', (earlier, said) => {
    const page = aPage({ known: earlier ? { earlier } : {} });
    expect(page.sections?.find(({ title }) => title === 'SEEN BEFORE')?.lines[0]).toMatch(said);
  });

  test('says the date of what broke long before its incident was opened', () => {
    const page = aPage({
      incident: { since: '2026-02-26T21:14:00.000Z', openedAt: '2026-03-01T05:00:00.000Z' },
    });
    expect(first(page)).toContain('broken since 2026-02-26 21:14 UTC. Please take over.');
    expect(page.sms).toContain('broken since 2026-02-26 21:14 UTC');
  });

  test('leaves out of a lock screen how much was tried before a part of the name', () => {
    const name = 'x'.repeat(40);
    const page = aPage({ incident: { alarm: anIncident(name).alarm } });
    expect(first(page)).toBe(`${name} still ALARM, broken since 05:41 UTC. Please take over.`);
  });

  test('leaves the deployment out of a lock screen that has no room for it and the name', () => {
    const alarm = { ...anIncident('x'.repeat(60)).alarm };
    const page = aPage({ deployedAt: '2026-03-01T05:39:00.000Z', incident: { alarm } });
    expect(first(page)).toMatch(
      /^x+… still ALARM after 2 fixes, broken since 05:41 UTC\. Please take over\.$/,
    );
    expect(first(page)).toHaveLength(100);
    expect(page.sms).toContain('Last deploy 05:39');
  });
});
