import { report } from '#cli/commands/report';
import { projectHere } from '#cli/commands/trust';
import type { Incident } from '#core/incident/records';
import { alarmKey, drillKey, incidentKey } from '#core/table/keys';
import { drillId } from '#drill/drill';
import { aRunbook, hushed, targetOf } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

const { page, guards, recovered } = aRunbook();

/** An incident of 05:00 on a day of February that ended so many seconds after its alarm. */
function anIncident(
  day: number,
  seconds: number,
  changes: Partial<Incident> = {},
  alarm = 'shop-5xx',
): Incident {
  const since = new Date(Date.UTC(2026, 1, day, 5));
  const runbook = { id: 'shop-errors', owner: 'team-shop', why: 'The pool leaks.', page, guards, recovered };
  return {
    id: `${since.toISOString().slice(0, 10).replaceAll('-', '')}-0500-${alarm}`,
    environment: places.environment,
    runbook: { ...runbook, guards: { ...guards, chronic: { timesHealed: 3, withinDays: 7 } } },
    mode: 'auto',
    alarm: { arn: `arn:${alarm}`, name: alarm, reason: '', pagesByItself: false },
    since: since.toISOString(),
    month: since.toISOString().slice(0, 7),
    listed: { runbook: runbook.id, owner: runbook.owner, alarm },
    execution: 'arn:execution',
    answer: 'act',
    plan: [
      {
        action: 'restart',
        title: 'Restart it',
        parameters: {},
        targets: [targetOf('shop')],
        timeoutSeconds: 30,
        verifyWithinSeconds: 180,
      },
    ],
    openedAt: since.toISOString(),
    pageBy: since.toISOString(),
    step: 1,
    verdict: 'healed',
    healedBy: 'Restart it',
    summary: 'recovered after Restart it',
    verdictAt: new Date(since.getTime() + seconds * 1000).toISOString(),
    contract: 1,
    expiresAt: 0,
    ...changes,
  };
}

const escalated = { verdict: 'escalated', summary: 'Every step was tried.' } as const;
const watched = {
  answer: 'watch',
  mode: 'watch',
  listed: { runbook: 'shop-errors', owner: 'team-shop', alarm: 'shop-5xx', reason: 'mode-watch' },
} as const;

/** A terminal on the first of March, with these incidents on record. */
function onRecord(incidents: readonly Incident[], more: readonly Record<string, unknown>[] = []) {
  const scene = atTheTerminal();
  const put = (Item: object) =>
    scene.world.dynamodb.commands['Put']?.({ TableName: places.table, Item } as never);
  for (const incident of incidents) put({ ...incidentKey(incident.id), ...incident });
  for (const item of more) put(item);
  return scene;
}

const february = ['--month', '2026-02'] as const;

/** Without what makes the columns of a table equally wide. */
const squeezed = (text: string): string => text.replace(/ +/g, ' ');

describe('nightshift report', () => {
  test('keeps drills out of every figure, and has them in a table of their own', async () => {
    const drilled = { drill: { id: 'drill-20260203-0500-0123abcd', until: '2026-02-03T06:00:00.000Z' } };
    const listed = { runbook: 'shop-errors', owner: 'team-shop', alarm: 'shop-5xx', drill: true as const };
    const incidents = [3, 4, 5].map((day) => anIncident(day, 100, { ...drilled, listed }));
    const drills = ['proven', 'not-proven', 'not-recovered', 'proven', 'skipped', undefined].map(
      (verdict, index) => {
        const at = `2026-02-0${index + 1}T05:00:00.000Z`;
        const id = drillId(at, '0123abcd');
        return { ...drillKey(id), id, at, runbook: 'shop-errors', ...(verdict ? { verdict } : {}) };
      },
    );
    const another = '2026-03-01T00:00:00.000Z';
    const later = {
      ...drillKey(drillId(another, 'x')),
      at: another,
      runbook: 'shop-errors',
      verdict: 'proven',
    };
    const only = onRecord(incidents, [...drills, later]);
    const table = [
      '| Runbook | proven | not-proven | not-recovered | recovered | stopped | open |',
      '| --- | --- | --- | --- | --- | --- | --- |',
      '| shop-errors | 2 | 1 | 1 | 0 | 0 | 1 |',
    ].join('\n');
    const alone = squeezed(await only.said('report', ...february)).replace(/-{4,}/g, '---');
    expect(alone).toContain('No incident.');
    expect(alone).toContain(table);
    const { said, json } = onRecord([...incidents, anIncident(9, 300)], drills);
    const text = squeezed(await said('report', ...february)).replace(/-{4,}/g, '---');
    expect(text).toContain('| healed | 1 (100 %) |');
    expect(text).not.toContain('Ticket for');
    expect(text).toContain(table);
    expect(await json('report', ...february)).toMatchObject({
      incidents: 1,
      drills: [{ runbook: 'shop-errors', verdicts: { proven: 2, open: 1 } }],
    });
    expect(await said('report', ...february, '--format', 'html')).toContain('<h2>Drills</h2>');
  });

  test('counts by verdict and by runbook, and says how long recovery took', async () => {
    const { said, json } = onRecord([
      anIncident(2, 100),
      anIncident(9, 300),
      anIncident(16, 200),
      anIncident(23, 900, escalated),
    ]);
    const text = await said('report', ...february);
    expect(text).toMatch(/^# Nightshift in rehearsal, 2026-02\n/);
    expect(squeezed(text)).toContain('| healed | 3 (75 %) |\n| escalated | 1 (25 %) |');
    expect(text).toContain(
      '- Without a person, from the alarm to the end of the hold: half within 3 min 20 s, nine of ten within 5 min (3 known).',
    );
    expect(squeezed(text)).toContain(
      '| shop-errors | team-shop | 3 | 0 | 1 | 0 | 0 | 3 min 20 s | 0 to 3 of 3 |',
    );
    expect(await json('report', ...february)).toMatchObject({
      month: '2026-02',
      incidents: 4,
      verdicts: { healed: 3, escalated: 1 },
      withoutAPerson: { count: 3, median: 200, ninetieth: 300 },
    });
  });

  test('knows how long an alarm fired that a person was paged for, only where that is on record', async () => {
    const closed = { ...escalated, resolvedAt: '2026-02-02T06:00:00.000Z' };
    const last = anIncident(9, 900, escalated, 'shop-late');
    const okAt = '2026-02-09T05:30:00.000Z';
    const { said, json } = onRecord(
      [
        anIncident(2, 900, closed),
        anIncident(4, 900, escalated, 'shop-late'),
        last,
        anIncident(12, 900, escalated, 'shop-old'),
      ],
      [
        { ...alarmKey('arn:shop-late'), okAt, lastIncident: last.id },
        // Its last OK is older than the incident: it still fires.
        {
          ...alarmKey('arn:shop-old'),
          okAt: '2026-02-01T00:00:00.000Z',
          lastIncident: '20260212-0500-shop-old',
        },
      ],
    );
    expect((await json('report', ...february)).withAPerson).toEqual({
      count: 2,
      median: 1_800,
      ninetieth: 3_600,
    });
    expect(await said('report', ...february)).toContain('For 2 of them no later OK is on record');
  });

  test('gives itself no credit for what recovers alone, and shows the sum', async () => {
    const { said } = onRecord([
      // Watched in January: 1 of 2 recovered alone.
      anIncident(-20, 900, { ...watched, verdict: 'self-recovered' }),
      anIncident(-19, 900, { ...watched, ...escalated }),
      anIncident(2, 100),
      anIncident(12, 100),
    ]);
    const text = await said('report', ...february);
    expect(text).toContain('- 2 on alarms that were watched and recovered alone in 50 % of the watches');
    expect(text).toContain(': 2 × 50 % = 1.\n');
    expect(text).toContain('We can prove **1** of 2 (50 %).');
    expect(squeezed(text)).toContain('| shop-errors | Restart it | 2 | 1 (50 %) | 2 | 1 (50 %) |');
  });

  test('says that it does not know where nobody has watched', async () => {
    const text = await onRecord([anIncident(2, 100)]).said('report', ...february);
    expect(text).toContain('We can prove **0** of 1; 1 was never watched');
    expect(text).toContain('- `shop-5xx` of shop-errors, healed 1 time');
    expect(text).toContain('No runbook has watched: what its alarms do alone is not known.');
  });

  test('makes a ticket of what heals again and again, with its evidence', async () => {
    const last = anIncident(14, 100);
    const attempt = { step: 1, title: 'Restart it', state: 'acted', evidence: { kept: ['a log'] } };
    const incidents = [anIncident(2, 100), anIncident(10, 100), anIncident(12, 100), last];
    const { said, json } = onRecord(incidents, [
      { pk: incidentKey(last.id).pk, sk: 'ATTEMPT#01', ...attempt },
    ]);
    const text = await said('report', ...february);
    const [, ticket = ''] = text.split('\n## Ticket ');
    expect(ticket).toBe(
      [
        'for team-shop: `shop-5xx` was healed 3 times within 7 days',
        '',
        '3 of 3 began between 02:00 and 06:00 UTC. Nightshift heals it each time, and the cause is still there. Hypothesis, by the runbook: The pool leaks.',
        '',
        '- 2026-02-10 05:00:00 UTC, incident `20260210-0500-shop-5xx`: `recovered after Restart it`',
        '- 2026-02-12 05:00:00 UTC, incident `20260212-0500-shop-5xx`: `recovered after Restart it`',
        '- 2026-02-14 05:00:00 UTC, incident `20260214-0500-shop-5xx`: `recovered after Restart it`',
        '',
        'Seen before the last one was touched:',
        '',
        '- 1. Restart it, `kept`: `a log`',
        '',
        `All of the last one: \`nightshift show ${last.id} --environment rehearsal\``,
      ].join('\n'),
    );
    expect((await json('report', ...february)).tickets).toMatchObject([
      {
        alarm: 'shop-5xx',
        incidents: expect.arrayContaining([last.id]),
        evidence: [{ evidence: { kept: ['a log'] } }],
      },
    ]);
  });

  const inBerlin = { runbook: { ...anIncident(2, 1).runbook, page: { ...page, timeZone: 'Europe/Berlin' } } };

  test('counts fixes and the alarms that they ended apart, against the month before', async () => {
    const { said, json } = onRecord([
      anIncident(-10, 100),
      anIncident(2, 100),
      anIncident(9, 100),
      anIncident(9, 100, { answer: 'join' }, 'shop-slow'),
      anIncident(9, 100, { answer: 'join' }, 'shop-late'),
    ]);
    expect(await said('report', ...february)).toContain(
      '- 2 fixes ended 4 alarms without a person (2026-01: 1 and 1).',
    );
    expect(await json('report', ...february)).toMatchObject({
      summary: { fixes: 2, ended: 4 },
      before: { month: '2026-01', fixes: 1 },
    });
  });

  test("counts a page in the night by the owner's clock, and nobody for a line of an outage", async () => {
    // 05:00 UTC is 06:00 in Berlin, and so night; 06:30 UTC is 07:30 there.
    const at = (hour: number) => ({ toldAt: `2026-02-09T0${hour}:30:00.000Z` });
    const { said, json } = onRecord([
      anIncident(5, 900, { ...escalated, ...inBerlin }),
      anIncident(9, 900, { ...escalated, ...inBerlin, ...at(6) }),
      anIncident(12, 900, { ...escalated, ...inBerlin, partOf: 'another' }, 'shop-line'),
      anIncident(13, 900, { ...escalated, ...inBerlin, takenOver: 'anna' }, 'shop-taken'),
    ]);
    const text = await said('report', ...february);
    expect(text).toContain("- 27 of 28 nights undisturbed, from 22:00 to 07:00 by each owner's clock.");
    expect(text).toContain('- 2 pages rang, 1 of them in the night.');
    expect((await json('report', ...february)).pages).toMatchObject([
      { hour: 6, morning: '2026-02-05' },
      { hour: 7 },
    ]);
  });

  test('counts one page for a mass failure, and only the nights that are over', async () => {
    const massFailure = { id: '20260301-0000', since: '2026-03-01T00:00:00.000Z', pageEverySeconds: 300 };
    const march = (name: string) => ({
      ...anIncident(2, 60, { ...escalated, massFailure }, name),
      since: '2026-03-01T00:00:00.000Z',
      month: '2026-03',
      toldAt: '2026-03-01T00:01:00.000Z',
    });
    const { json } = onRecord([march('a'), march('b'), march('c')]);
    expect((await json('report')).summary).toMatchObject({
      pages: 1,
      nights: { count: 1, undisturbed: 0, pages: 1 },
    });
  });

  test('shows how far each runbook has come, in each format', async () => {
    const scene = onRecord([anIncident(2, 100), anIncident(3, 100, { ...escalated, ...watched })]);
    const project = await projectHere();
    Object.assign(scene.surroundings, { project: async () => project });
    const markdown = squeezed(await scene.said('report', ...february));
    expect(markdown).toMatch(/## Trust\n\n\| Runbook \| Mode \| Rung \| Reached \| Evidence \| Next \|/);
    expect(markdown).toContain(
      '| shop-errors | auto | watched | yes | 1 alarm since 2026-02-03: it would have acted on 1',
    );
    expect(markdown).toContain('| shop-errors | auto | drilled | no | no drill has proven this version');
    expect(
      (await scene.said('report', ...february, '--format', 'html')).replace(/ data-head="[^"]*"/g, ''),
    ).toContain('<td>drilled</td><td>no</td><td>no drill has proven this version of the runbook</td>');
    expect(await scene.json('report', ...february)).toMatchObject({
      trust: [{ runbook: 'shop-errors', rungs: [{ rung: 'rehearsed' }, {}, {}, {}] }],
    });
  });

  test('is one HTML file with charts, without scripts, and with what others wrote as text', async () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const { said } = onRecord([
      anIncident(2, 100, { listed: { runbook: evil, owner: evil, alarm: evil } }),
      anIncident(9, 900, escalated),
    ]);
    const html = await said('report', ...february, '--format', 'html');
    expect(html).toMatch(/^<!doctype html>/);
    expect(html.match(/<svg role="img" aria-label="[^"]+"/g)).toHaveLength(2);
    expect(html).not.toMatch(/<script|<img|<link|@import|url\(|https?:/);
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
    await expect(said('report', '--format', 'pdf')).rejects.toThrow('There is no format "pdf"');
  });

  test('says so of a month without incidents', async () => {
    expect(await atTheTerminal().said('report', ...february)).toBe(
      '# Nightshift in rehearsal, 2026-02\n\nNo incident.',
    );
  });

  test('reports on this month where none is named', async () => {
    expect(await atTheTerminal().said('report')).toMatch(/2026-03/);
  });

  test('reads 10,000 incidents by the index, with single items only for those that a total needs', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) =>
      anIncident(1 + (index % 28), 60, index % 100 === 0 ? escalated : {}, `shop-${index}`),
    );
    const { surroundings, world } = onRecord(many);
    const from = world.wire.calls.length;
    const values = {
      environment: places.environment,
      month: '2026-02',
      format: 'markdown',
      json: false,
    } as const;
    const noProject = async () => {
      throw new Error('there is no project here');
    };
    const text = await world.clock.run(() =>
      report({ words: [], values }, { ...surroundings, project: noProject }),
    );
    expect(squeezed(String(text))).toContain('| healed | 9900 (99 %) |');
    expect(text).toContain('## Trust\n\nNot read: Error: there is no project here.');
    const calls = world.wire.calls.slice(from).map(({ command, input }) => input['IndexName'] ?? command);
    expect(new Set(calls)).toEqual(new Set(['history', 'BatchGet', 'Query']));
    // The month's drills.
    expect(calls.filter((call) => call === 'Query')).toHaveLength(1);
    expect(calls.filter((call) => call === 'BatchGet').length).toBeLessThanOrEqual(4);
  });

  test.each([
    [
      'a month that is none',
      ['--month', '2026-13'],
      /^--month takes a month like 2026-03, .*found "2026-13"/,
    ],
    ['a month to come', ['--month', '2026-04'], /^--month takes a month like 2026-03, and not one to come/],
    ['a day', ['--month', '2026-02-01'], /^--month takes a month/],
    ['a word too many', ['2026-02'], /^Too many arguments/],
  ])('refuses %s with exit status 2', async (_, args, message) => {
    await expect(atTheTerminal().run('report', ...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(message),
    });
  });
});

test('hostile text is inert in the report: no control character, link, mention, HTML or cell of its own', async () => {
  const evil = '\u001b[2J\u202e](https://evil.test) | <img src=x> @everyone `x` | **b**\n# h';
  const { said } = onRecord(
    [10, 12, 14].map((day) =>
      anIncident(day, 60, { healedBy: evil, listed: { runbook: evil, owner: evil, alarm: evil } }),
    ),
  );
  const text = await said('report', ...february);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(text).not.toMatch(/^# h/m);
  const rows = text.split('\n').filter((line) => line.includes('img'));
  expect(rows.length).toBeGreaterThan(3);
  const outsideCode = rows.map((line) => line.replace(/`[^`]*`/g, '').replace(/\\./g, ''));
  for (const line of outsideCode) {
    expect(line).not.toMatch(/[<>*[\]_]/);
    if (line.startsWith('|')) expect(line.split('|')).toHaveLength(11);
  }
});
