import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { commandPath } from '#core/command-path';
import { withReason } from '#core/incident/held-back';
import { readWhole } from '#core/incident/history';
import type { Incident } from '#core/incident/records';
import { because } from '#core/reasons/reason';
import {
  incidentKey,
  joinerKey,
  leaseKey,
  massFailureStateKey,
  modeKey,
  runsKey,
  stopAllKey,
} from '#core/table/keys';

import { filterNames, type Trusted } from '#lambdas/widget/contract';
import { documentation } from '#lambdas/widget/describe';
import { mostRead } from '#lambdas/widget/read';
import { widget } from '#lambdas/widget/widget';
import { aLease } from '#test/support/leased';
import { aNight, aRemedy, aRunbook, aStep, healsAfter, hushed, theIncident } from '#test/support/scenes';
import { pastIncident } from '#testing/past';
import { places } from '#testing/world/world';
import { aDashboard, deployedWith, endpoint, rowsOf, textOf } from './scene.ts';

hushed();

const list = 'newest first';

/** What the widget's buttons say, and the parameters that they would call it with. */
const buttonsOf = (html: string): [string, Record<string, unknown>][] =>
  [
    ...html.matchAll(
      /<a class="[^"]*" role="button" tabindex="0">(.*?)<\/a><cwdb-action ([^>]*)>(.*?)<\/cwdb-action>/gs,
    ),
  ].map(([, label = '', attributes = '', json = '']) => {
    expect(attributes).toBe(`action="call" display="widget" endpoint="${endpoint}"`);
    return [textOf(label), JSON.parse(json)];
  });

const older = (html: string) => buttonsOf(html).find(([label]) => label === 'Older')?.[1];

describe('the list', () => {
  test('shows the newest incidents first, each with verdict, time, alarm, runbook and what happened', async () => {
    const { past, shows } = aDashboard();
    const incidents = await past(3);
    const rows = rowsOf(await shows(), list);
    expect(rows.map(([at]) => at)).toEqual(
      incidents.map(({ since }) => since.slice(0, 19).replace('T', ' ')),
    );
    expect(rows[0]).toEqual([
      expect.any(String),
      '✓ healed',
      '1 min 30 s',
      'web-catalog-errors',
      'web-service-hung',
      'recovered after Restart ECS tasks',
    ]);
  });

  test('is searched by runbook, owner, alarm, id and what happened, whatever the case', async () => {
    const { past, shows } = aDashboard();
    const incidents = await past(8);
    const found = async (text: string) => rowsOf(await shows({ form: { text } }), list).length;
    const of = (wanted: (one: (typeof incidents)[number]) => boolean) => incidents.filter(wanted).length;
    expect(await found('Team-CHECKOUT')).toBe(of(({ listed }) => listed.owner === 'team-checkout'));
    expect(await found('web-catalog')).toBe(of(({ listed }) => listed.alarm.startsWith('web-catalog')));
    expect(await found(incidents[0]?.id ?? '')).toBe(1);
    expect(await found('nowhere')).toBe(0);
    expect(textOf(await shows({ form: { text: 'x'.repeat(101) } }))).toContain('does not know');
  });

  test('is narrowed by owner and by part of an alarm’s name, each alone and both together', async () => {
    const { past, shows } = aDashboard();
    const incidents = await past(12);
    const shown = async (form: Record<string, string>) =>
      rowsOf(await shows({ form: { owner: '', alarm: '', text: '', ...form } }), list).map(([at]) => at);
    const of = (wanted: (one: (typeof incidents)[number]) => boolean) =>
      incidents.filter(wanted).map(({ since }) => since.slice(0, 19).replace('T', ' '));
    const owner = 'team-web';
    expect(await shown({ owner })).toEqual(of(({ listed }) => listed.owner === owner));
    expect((await shown({ owner })).length).toBeGreaterThan(2);
    expect(await shown({ alarm: ' Web-Catalog ' })).toEqual(
      of(({ alarm }) => alarm.name.includes('web-catalog')),
    );
    expect(await shown({ owner: 'team-orders', alarm: 'web-catalog' })).toEqual([]);
    // The owner's name is no alarm's.
    expect(await shown({ alarm: owner })).toEqual([]);
    const html = await shows({ form: { owner, alarm: 'web', text: 'restart' } });
    expect(html).toContain('<option value="team-web" selected>');
    expect(html).toContain('<input name="alarm" value="web"');
    expect(html).toContain('<input name="text" value="restart"');
    expect(html).toContain('<option value="team-quiet">');
  });

  test('offers every deployed runbook, and names its columns again where rows are cards', async () => {
    const { past, shows } = aDashboard();
    await past(1);
    const html = await shows();
    expect(html).toContain('<option value="quiet-one">quiet-one</option>');
    expect(html).toContain('<td data-head="Runbook">');
  });

  test('folds a mass failure into one row, with each of its alarms to unfold, whatever a page has room for', async () => {
    const { past, ask, shows, world } = aDashboard();
    const reason = because('mass-failure-lasts', { since: 'a', until: 'b' });
    await past(60, (number) => {
      if (number < 3 || number > 42) return {};
      const one = pastIncident(number, new Date(world.clock.now().getTime() - (number + 1) * 60_000));
      return withReason({ ...one, answer: 'page', verdict: 'escalated' }, reason);
    });
    const html = await ask({});
    const rows = rowsOf(html, list);
    expect(rows).toHaveLength(21);
    expect(rows[3]?.[1]).toMatch(/^40 ✕ escalated$/);
    expect(rows[3]?.[3]).toContain('40 alarms of a mass failure');
    expect(
      html
        .split('<details>')[1]
        ?.split('</details>')[0]
        ?.match(/cwdb-action action/g),
    ).toHaveLength(40);
    expect(rowsOf(await shows({ span: '7d' }), list)).toHaveLength(21);
  });

  test('asks an index and never scans, a page at a time', async () => {
    const { past, shows, world } = aDashboard();
    await past(200);
    const from = world.wire.calls.length;
    const html = await shows({ span: '7d' });
    expect(rowsOf(html, list)).toHaveLength(25);
    const calls = world.wire.calls.slice(from);
    expect(calls.map(({ command, input }) => [command, input['IndexName'], input['Limit']])).toEqual([
      ['Query', 'history', 26],
    ]);
  });

  test('goes on with older ones, without missing or repeating any, over months and equal times', async () => {
    const { past, ask, world } = aDashboard();
    // The past reaches back into February; every four incidents began in the same second.
    const incidents = await past(80, (number) => {
      const since = new Date(world.clock.now().getTime() - Math.ceil(number / 4) * 86_400_000).toISOString();
      return { since, month: since.slice(0, 7), id: `one-${String(number).padStart(3, '0')}` };
    });
    const seen: unknown[] = [];
    for (let next: Record<string, unknown> | undefined = { span: '90d' }; next; ) {
      const html = await ask(next);
      seen.push(...buttonsOf(html).flatMap(([, { incident }]) => incident ?? []));
      next = older(html);
    }
    expect(seen).toHaveLength(incidents.length);
    expect(new Set(seen)).toEqual(new Set(incidents.map(({ id }) => id)));
  });

  test.each([
    ['a verdict', { verdict: 'escalated' as const }, 1, '✕ escalated'],
    ['a runbook', { runbook: 'orders-writer-stuck' }, 4, 'orders-writer-stuck'],
  ])('is filtered by %s, as a parameter and in the form', async (_, filter, column, shown) => {
    const { past, shows } = aDashboard();
    await past(40);
    for (const html of [
      await shows(filter),
      await shows({ form: { runbook: '', verdict: '', ...filter } }),
    ]) {
      const rows = rowsOf(html, list);
      expect(rows.length).toBeGreaterThan(5);
      expect(new Set(rows.map((row) => row[column]))).toEqual(new Set([shown]));
      expect(html).toMatch(/<option value="(escalated|orders-writer-stuck)" selected>/);
    }
  });

  test('keeps to the dashboard’s time range, to where it is zoomed, and to what is chosen instead', async () => {
    const { past, ask, world } = aDashboard();
    await past(120);
    const now = world.clock.now().getTime();
    const minutes = (from: number, to: number) => ({ start: now - from * 60_000, end: now - to * 60_000 });
    const rows = async (timeRange: object, span?: string) =>
      rowsOf(await ask({ ...(span ? { span } : {}), widgetContext: { timeRange } }), list).length;
    expect(await rows(minutes(10, 0))).toBe(10);
    expect(await rows({ ...minutes(60, 0), zoom: minutes(50, 45) })).toBe(6);
    expect(await rows(minutes(10, 0), '1d')).toBe(25);
  });

  test('reads no more than it may, says so, and goes on from there', async () => {
    const { past, ask } = aDashboard();
    await past(mostRead + 10, (number) =>
      number === mostRead + 5 ? { listed: { runbook: 'rare', owner: 'o', alarm: 'a' } } : {},
    );
    const html = await ask({ runbook: 'rare', span: '30d' });
    expect(textOf(html)).toContain(`${mostRead} incidents were looked through.`);
    expect(rowsOf(await ask(older(html)), list).map((row) => row[4])).toEqual(['rare']);
  });

  test('says what it looked for when there is none', async () => {
    const { shows } = aDashboard();
    expect(textOf(await shows())).toContain('No such incident in rehearsal between 2026-02-28 03:00:00 UTC');
  });
});

describe('one incident', () => {
  /** A real night: one step that did not help, one that did. */
  async function aRealNight() {
    const first = aRemedy();
    const second = aRemedy({ id: 'flush', act: () => healsAfter(scene.world, 20) });
    const scene: ReturnType<typeof aNight> = aNight({
      remedies: [first, second],
      runbook: { steps: [aStep(), aStep('flush')] },
    });
    await scene.night.finish(scene.night.deliver('shop-errors', scene.event));
    const { incident } = theIncident(scene.night);
    return { ...aDashboard(scene.world), incident };
  }

  test('shows steps, evidence, who was told, the timeline and the links', async () => {
    const { shows, incident } = await aRealNight();
    const html = await shows({ view: 'incident', incident: incident.id });
    expect(textOf(html)).toContain('✓ healed');
    const [restart = [], flush = []] = rowsOf(html, 'Steps');
    expect(restart[0]).toBe('1. Restart it');
    expect(restart[2]).toMatch(/^done: Did restart on shop\. It did not help: the alarm is in ALARM/);
    expect(restart[3]).toContain('before tasks 2');
    expect(flush[2]).toBe('done: Did flush on shop.');
    expect(rowsOf(html, 'Incident').find(([name]) => name === 'Told')?.[1]).toMatch(
      /^the owner's channel, by a notice, at/,
    );
    expect(rowsOf(html, 'Timeline').length).toBeGreaterThan(5);
    // How long each part took, beside the strip that shows it.
    const strip = textOf(html.match(/<p class="facts">(.*?)<\/p>/)?.[1] ?? '');
    expect(strip).toMatch(/^waiting for the alarm \d+ min|^acting|^checking/);
    expect(html).toMatch(/<span class="waiting w\d+"><\/span>/);
    expect(html).not.toContain(' take ');
    const links = [...html.matchAll(/<a href="([^"]+)" target="_blank" rel="noopener noreferrer">(\w+)/g)];
    expect(links.map(([, , title]) => title)).toEqual(['Execution', 'Graph', 'Logs']);
    for (const [, url = ''] of links)
      expect(url).toMatch(/^https:\/\/eu-central-1\.console\.aws\.amazon\.com\//);
  });

  test('is one read, which leaves out who waits for it: their task tokens are nobody’s to see', async () => {
    const { shows, incident, world, services } = await aRealNight();
    const Item = { ...joinerKey(incident.id, 'another'), token: 'a-task-token' };
    await services.database.client.send(new PutCommand({ TableName: services.database.table, Item }));
    const from = world.wire.calls.length;
    expect(await shows({ view: 'incident', incident: incident.id })).not.toContain('a-task-token');
    const [call, ...more] = world.wire.calls.slice(from);
    expect([call?.command, more]).toEqual(['Query', []]);
    const read = await world.clock.run(() => readWhole(services.database, incident.id));
    expect(JSON.stringify(read)).not.toContain('a-task-token');
    expect(read?.timeline.length).toBeGreaterThan(5);
  });

  test('that a person is or may be needed for brings the command that takes it, in one piece', async () => {
    const { past, shows } = aDashboard();
    const [incident] = await past(1, () => ({ verdict: 'escalated' }));
    const html = await shows({ view: 'incident', incident: incident?.id ?? '' });
    expect(html).toContain(
      `<code>node_modules/.bin/nightshift take ${incident?.id} --environment ${incident?.environment}</code>`,
    );
  });

  test('that does not exist is said to', async () => {
    const { shows } = aDashboard();
    expect(textOf(await shows({ view: 'incident', incident: 'nowhere' }))).toContain(
      'There is no incident nowhere',
    );
  });
});

describe('runbooks by trust', () => {
  test('counts what ended without a person, in sums that add up', async () => {
    const { past, shows, services } = aDashboard();
    await past(70);
    await services.database.client.send(
      new PutCommand({
        TableName: services.database.table,
        // A run by hand, which no column has.
        Item: {
          ...pastIncident(900, new Date(services.now().getTime() - 1_000), { verdict: 'by-hand' }),
          ...incidentKey('by-hand'),
        },
      }),
    );
    const html = await shows({ view: 'runbooks' });
    const rows = rowsOf(html, 'by trust');
    const [, , , ...sums] = rows.pop() ?? [];
    expect(sums.map(Number)).toEqual(
      [3, 4, 5, 6, 7, 8].map((column) => rows.reduce((sum, row) => sum + Number(row[column]), 0)),
    );
    expect(sums[0]).toBe('70');
    expect(rows.map(([runbook]) => runbook).sort()).toEqual([
      'checkout-api-errors',
      'orders-writer-stuck',
      'shop-pages-stale',
      'web-service-hung',
    ]);
    expect(rowsOf(html, 'by week')).toEqual([
      [expect.stringMatching(/^2026-02-/), expect.any(String), expect.stringMatching(/ min/)],
    ]);
    const shares = rows.map((row) => Number.parseInt(row[2] ?? '', 10));
    expect(shares).toEqual(shares.toSorted((one, other) => other - one));
    for (const [, , share, all, healed, alone, person, suppressed] of rows) {
      expect(Number(healed) + Number(alone) + Number(person) + Number(suppressed)).toBe(Number(all));
      const ended = Number(healed) + Number(alone) + Number(person);
      expect(share).toBe(`${Math.round((100 * (Number(healed) + Number(alone))) / ended)} %`);
    }
  });
});

describe('what the trust in each runbook rests on', () => {
  const version = 'a'.repeat(64);
  const { guards } = aRunbook();
  const proof = {
    version,
    environment: 'staging',
    incident: '20260220-1000-0123abcd',
    when: '2026-02-20T10:05:00.000Z',
  };
  const evidence = {
    ...proof,
    runbook: 'shop-errors',
    account: '111122223333',
    fault: { injector: 'fis', name: 'its tasks are killed' },
    control: { incident: '20260220-0900-0123abcd', recovered: false },
    step: 1,
    who: 'Robin',
  };
  const required = (its: object = {}) => ({
    id: 'shop-errors',
    owner: 'team-shop',
    mode: 'auto' as const,
    version,
    guards: { ...guards, requireDrill: { withinSeconds: 90 * 86_400, ...its } },
  });
  const listed = { runbook: 'shop-errors', owner: 'team-shop', alarm: 'shop-5xx' };

  /** The one row of the table, with these incidents on record. */
  async function row(
    trusted: Trusted,
    count = 0,
    changes: (number: number) => Partial<Incident> = () => ({}),
  ) {
    const scene = aDashboard();
    await scene.past(count, changes);
    const html = await scene.world.clock.run(() =>
      widget({ view: 'runbooks' }, endpoint, {
        ...scene.services,
        deployed: { runbooks: [trusted], actionFunctions: [] },
      }),
    );
    return rowsOf(html, 'What the trust')[0];
  }

  const rehearsed = '? only its repository knows: nightshift rehearse shop-errors';
  const unwatched = '– no alarm was watched';
  const toWatch = expect.stringMatching(
    /^node_modules\/\.bin\/nightshift backtest shop-errors .* && node_modules\/\.bin\/nightshift trust /,
  );
  const toDrill = (environment: string) =>
    `node_modules/.bin/nightshift drill shop-errors --environment ${environment} --record`;
  const watched: Partial<Incident>[] = [
    { answer: 'watch', verdict: 'escalated', listed: { ...listed, reason: 'mode-watch' } },
    { answer: 'watch', verdict: 'self-recovered', listed: { ...listed, reason: 'mode-watch' } },
  ];

  test('is shown without any incident, too, and does not say more of a rehearsal than it can know', async () => {
    expect(await row({ ...required(), guards })).toEqual([
      'shop-errors',
      'auto',
      rehearsed,
      unwatched,
      '– no drill has proven this version of the runbook',
      '✓ in mode auto, and no incident yet',
      toWatch,
    ]);
  });

  test('says that it asks first, why, and what leads to the next rung', async () => {
    const asks = 'no drill has proven this version of the runbook';
    expect((await row(required(), 2, (number) => watched[number] ?? {}))?.slice(4)).toEqual([
      `– ${asks}`,
      `– acts as in mode approve: ${asks}`,
      toDrill('NAME'),
    ]);
    const other = { ...evidence, version: 'b'.repeat(64) };
    const stale =
      'the drill of 2026-02-20 in staging (20260220-1000-0123abcd) proved another version of the runbook';
    const changed = { ...required({ proof: { ...proof, version: other.version } }), proven: other };
    expect((await row(changed, 2, (number) => watched[number] ?? {}))?.slice(4)).toEqual([
      `– ${stale}`,
      `– acts as in mode approve: ${stale}`,
      toDrill('staging'),
    ]);
  });

  test('tells what was watched and since when it acts alone, and counts no drill', async () => {
    const kinds: Partial<Incident>[] = [
      { answer: 'act', verdict: 'healed', listed, mode: 'auto' },
      { answer: 'act', verdict: 'escalated', listed, mode: 'auto' },
      { answer: 'act', verdict: 'healed', listed, mode: 'approve' },
      ...watched,
      { answer: 'act', verdict: 'healed', listed: { ...listed, drill: true }, mode: 'auto' },
      { answer: 'act', verdict: 'healed', listed: { ...listed, runbook: 'another' }, mode: 'auto' },
    ];
    const drilled = { ...required({ proof }), proven: evidence };
    expect((await row(drilled, kinds.length, (number) => kinds[number] ?? {}))?.slice(1)).toEqual([
      'auto',
      rehearsed,
      expect.stringMatching(
        /^✓ 2 alarms since .*: it would have acted on 2, 1 time for nothing; precision 50 %$/,
      ),
      '✓ 2026-02-20 in staging by Robin (20260220-1000-0123abcd): step 1 healed "its tasks are killed" (fis); without it, the alarm stayed on (20260220-0900-0123abcd)',
      expect.stringMatching(/^✓ alone since 2026-0.*: 2 incidents, 1 healed$/),
      'nothing',
    ]);
  });

  test('does not believe evidence of this environment that no incident bears out', async () => {
    const forged = { ...evidence, environment: places.environment };
    expect((await row({ ...required(), guards, proven: forged }))?.[4]).toContain(
      `– the evidence names ${evidence.incident}, and ${places.environment} has no such incident`,
    );
  });
});

describe('why incidents were not acted on', () => {
  test('names each reason once', async () => {
    const { past, shows } = aDashboard();
    await past(70);
    const html = await shows({ view: 'not-acting' });
    const reasons = rowsOf(html, 'Why');
    expect(reasons.length).toBeGreaterThan(1);
    expect(reasons.map((row) => row[3])).toEqual(
      expect.arrayContaining(["the alarm's own actions are disabled"]),
    );
    const named = reasons.map(([runbook, , , reason]) => `${runbook}: ${reason}`);
    expect(new Set(named).size).toBe(named.length);
  });
});

describe('what may act now', () => {
  const shown = async (dashboard: ReturnType<typeof aDashboard>) => {
    const html = await dashboard.shows({ view: 'now' });
    return { html, text: textOf(html), rows: rowsOf(html, 'may act now') };
  };
  const put = ({ services: { database } }: ReturnType<typeof aDashboard>, Item: object) =>
    database.client.send(new PutCommand({ TableName: database.table, Item }));
  const switched = { by: 'Anna', why: 'it loops', at: '2026-03-01T02:00:00.000Z' };

  test('is every runbook, with its mode as deployed and as it counts, those that do not act first', async () => {
    const dashboard = aDashboard();
    await put(dashboard, {
      ...modeKey('web-service-hung'),
      runbook: 'web-service-hung',
      mode: 'watch',
      ...switched,
    });
    const { rows, text } = await shown(dashboard);
    expect(rows).toEqual([
      [
        'web-service-hung',
        'team-web',
        'watch',
        'auto',
        'switched by Anna at 2026-03-01 02:00:00 UTC: it loops',
      ],
      ['orders-writer-stuck', 'team-orders', 'watch', 'watch', 'as deployed'],
      ['quiet-one', 'team-quiet', 'auto', 'auto', 'as deployed'],
    ]);
    expect(text).toContain('1 of 3 runbooks in rehearsal may act now');
    expect(text).toContain('No runbook rests on any target');
  });

  test('is none while stop-all is set', async () => {
    const dashboard = aDashboard();
    await put(dashboard, { ...stopAllKey, ...switched });
    const { rows, text } = await shown(dashboard);
    expect(text).toContain('stop-all is set by Anna');
    expect(rows.map((row) => row[2])).toEqual(['stopped', 'watch', 'stopped']);
  });

  test('is none in a hard stop, as Lambda says, and a part of one is told', async () => {
    const dashboard = aDashboard();
    const [first = '', second = ''] = dashboard.plane.functions;
    dashboard.plane.reserved.set(first, 0);
    expect((await shown(dashboard)).text).toContain('AWS starts none of 1 of 2 Lambdas');
    dashboard.plane.reserved.set(second, 0);
    const { text, rows } = await shown(dashboard);
    expect(text).toContain('A hard stop is in force: AWS starts none of 2 Lambdas');
    expect(rows.map((row) => row[4])).toEqual(['the hard stop', 'as deployed', 'the hard stop']);
  });

  test('says that nobody knows of a hard stop where Lambda can’t be asked', async () => {
    const dashboard = aDashboard();
    dashboard.plane.refusesReads = true;
    expect((await shown(dashboard)).text).toContain('Not checked whether a hard stop is in force: ');
  });

  test('tells of a change freeze, of a mass failure that lasts, and of paths that nobody has tested', async () => {
    const dashboard = aDashboard(
      undefined,
      deployedWith({
        changeCalendars: ['arn:aws:ssm:us-east-1:000000000000:document/freeze'],
        testPages: { withinSeconds: 86_400 },
      }),
    );
    dashboard.world.systemsManager.state = 'CLOSED';
    await put(dashboard, {
      ...massFailureStateKey,
      id: '20260301-0250',
      since: '2026-03-01T02:50:00.000Z',
      until: '2026-03-01T03:20:00.000Z',
      pageEverySeconds: 300,
    });
    const { text, rows } = await shown(dashboard);
    expect(text).toContain('Nothing acts because the change calendar freeze is CLOSED');
    expect(text).toContain('0 of 3 runbooks in rehearsal may act now');
    expect(rows.map((row) => row[2])).toEqual(['stopped', 'watch', 'stopped']);
    expect(text).toContain('Too many incidents began at 02:50 UTC: nothing new acts until 03:20 UTC');
    expect(text).toContain('No runbook acts by itself because nobody has acknowledged a test page');
  });

  test('is no runbook that a change freeze or the alarm of what it depends on holds off, in Admit’s words', async () => {
    const deployed = deployedWith();
    const [first, ...others] = deployed.runbooks as [Trusted, ...Trusted[]];
    const depending = { ...first, guards: { ...first.guards, dependsOn: ['orders-db', 'orders-cache'] } };
    const dashboard = aDashboard(undefined, { ...deployed, runbooks: [depending, ...others] });
    const { world } = dashboard;
    const now = async () => (await shown(dashboard)).rows.find(([id]) => id === first.id)?.slice(2);
    world.cloudwatch.put({ name: 'orders-db', state: 'OK' });
    expect(await now()).toEqual([
      'stopped',
      'auto',
      'what it depends on is not known: the alarm "orders-cache" does not exist any more',
    ]);
    world.cloudwatch.put({ name: 'orders-cache', state: 'ALARM' });
    const held = await shown(dashboard);
    expect(held.rows[0]?.slice(2)).toEqual([
      'stopped',
      'auto',
      'what it depends on comes first: the alarm orders-cache is ALARM',
    ]);
    expect(held.text).toContain('1 of 3 runbooks in rehearsal may act now');
    expect(held.text).not.toContain('Nothing acts because');
    const calls = world.wire.calls.filter(({ command }) => command === 'DescribeAlarms');
    expect(calls.map(({ input }) => input['AlarmNames'])).toContainEqual(['orders-db', 'orders-cache']);
    world.cloudwatch.put({ name: 'orders-cache', state: 'OK' });
    expect(await now()).toEqual(['auto', 'auto', 'as deployed']);
    world.wire.fail('cloudwatch', 'DescribeAlarms', 'denied', { times: 9 });
    expect((await now())?.[2]).toMatch(/^what it depends on is not known: .*(denied|not authorized)/i);
  });

  test('names the targets that a runbook leaves alone, until when and why', async () => {
    const dashboard = aDashboard();
    const target = 'arn:aws:ecs:us-east-1:000000000000:service/shop/web';
    const { world } = dashboard;
    await dashboard.past(1, () => ({
      answer: 'act',
      plan: [
        {
          action: 'a',
          title: 'A',
          parameters: {},
          targets: [target],
          timeoutSeconds: 1,
          verifyWithinSeconds: 1,
        },
      ],
    }));
    const at = (minutes: number) => new Date(world.clock.now().getTime() - minutes * 60_000).toISOString();
    await put(dashboard, {
      ...runsKey(target, 'web-service-hung'),
      version: 2,
      runs: { one: { at: at(5), effect: 'healed' } },
    });
    const rows = rowsOf(await dashboard.shows({ view: 'now' }), 'leaves alone');
    expect(rows).toEqual([
      [
        'web-service-hung',
        'service/shop/web',
        at(-25).slice(0, 19).replace('T', ' '),
        'it cools down',
        '1 of 3',
      ],
    ]);
  });
});

describe('what is changed for a while', () => {
  test('names each lease in force: since when, when it is restored, and the command to restore it', async () => {
    const { shows, services } = aDashboard();
    const leases = [
      aLease(),
      aLease({
        target: 'service/demo/web',
        id: 'later-1',
        subject: 'service web',
        changed: 'scaled out',
        since: '2026-03-01T01:00:00.000Z',
        overdueToldAt: '2026-03-01T02:00:00.000Z',
      }),
      aLease({ target: 'service/demo/old', id: 'old-1', outcome: 'restored' }),
    ];
    for (const lease of leases) {
      const Item = { ...leaseKey(lease.target), ...lease };
      await services.database.client.send(new PutCommand({ TableName: services.database.table, Item }));
    }
    const html = await shows({ view: 'leases' });
    const until = ['--why "..." --environment', services.environment].join(' ');
    expect(rowsOf(html, 'Changed for a while')).toEqual([
      [
        'feature search is off',
        '2026-02-28 21:00:00',
        '1 h after shop-5xx is OK',
        '2026-03-02 09:00:00 UTC',
        `${commandPath} restore ${aLease().id} ${until}`,
      ],
      [
        'service web is scaled out',
        '2026-03-01 01:00:00',
        'by a person',
        'was told at 2026-03-01 02:00:00 UTC',
        `${commandPath} restore later-1 ${until}`,
      ],
    ]);
  });

  test('says so where nothing is', async () => {
    const { shows, services } = aDashboard();
    expect(textOf(await shows({ view: 'leases' }))).toBe(
      `Nothing is changed for a while in ${services.environment}.`,
    );
  });

  test('reads only the keys of the index, which holds task tokens, too', async () => {
    const { shows, world } = aDashboard();
    await shows({ view: 'leases' });
    const read = world.wire.calls.filter(({ input }) => input['IndexName'] === 'open');
    expect(read.map(({ input }) => input['ProjectionExpression'])).toEqual(['pk, sk']);
  });
});

describe('the widget', () => {
  test('describes itself in Markdown when CloudWatch asks', async () => {
    const { ask } = aDashboard();
    expect(await ask({ describe: true })).toBe(documentation);
    for (const name of ['view', 'incident', ...filterNames]) expect(documentation).toContain(`**${name}**`);
  });

  test.each([
    ['a parameter that it does not know', { filter: 'x' }],
    ['another view', { view: 'delete' }],
    ['a form with another verdict', { widgetContext: { forms: { all: { verdict: '<b>' } } } }],
    ['no parameters at all', 'text'],
  ])('says so, in the widget, when it is called with %s', async (_, event) => {
    const { ask } = aDashboard();
    const html = await ask(event);
    expect(textOf(html)).toContain('This widget was called with something that it does not know');
    expect(html).not.toContain('<b>');
  });

  test.each(['light', 'dark'])('takes the console’s %s theme', async (theme) => {
    const { ask } = aDashboard();
    const html = await ask({ widgetContext: { theme } });
    expect(html).toContain(theme === 'dark' ? '#161d27' : '#ffffff');
  });

  test('writes nothing into the table, whatever it shows', async () => {
    const { past, shows, world } = aDashboard();
    const [incident] = await past(5);
    const from = world.wire.calls.length;
    for (const view of ['incidents', 'runbooks', 'now', 'not-acting', 'leases'] as const)
      await shows({ view });
    await shows({ view: 'incident', ...(incident ? { incident: incident.id } : {}) });
    expect(new Set(world.wire.calls.slice(from).map(({ command }) => command))).toEqual(
      new Set(['Query', 'Get', 'BatchGet', 'GetFunctionConcurrency']),
    );
  });
});
