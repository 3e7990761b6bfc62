import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { trust } from '#cli/commands/trust';
import type { Line } from '#cli/rehearse/overview';
import { backtestsIn } from '#cli/trust/backtests';
import { type Proven, provenText } from '#core/drill/proven';
import type { Incident } from '#core/incident/records';
import type { DeployedRunbook } from '#core/runbook/runbook';
import { incidentKey } from '#core/table/keys';
import type { Ladder } from '#core/trust/ladder';
import { aRunbook, hushed } from '#test/support/scenes';
import { places } from '#testing/world/world';
import { sourcesOf } from '../explain/sources.ts';
import { atTheTerminal } from './scene.ts';

hushed();

const version = 'a'.repeat(64);
const { guards, page, recovered } = aRunbook();
const folder = mkdtempSync(join(tmpdir(), 'nightshift-trust-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a drill left in staging; the virtual clock says 2026-03-01. */
const evidence: Proven = {
  runbook: 'shop-errors',
  version,
  environment: 'staging',
  account: '111122223333',
  incident: '20260220-1000-0123abcd',
  fault: { injector: 'fis', name: 'its tasks are killed' },
  control: { incident: '20260220-0900-0123abcd', recovered: false },
  step: 1,
  who: 'Robin',
  when: '2026-02-20T10:05:00.000Z',
};

const proof = (({ version, environment, incident, when }: Proven) => ({
  ...{ version, environment, incident, when },
}))(evidence);

const requires = (its: Partial<NonNullable<DeployedRunbook['guards']['requireDrill']>> = {}) => ({
  guards: { ...guards, requireDrill: { withinSeconds: 90 * 86_400, ...its } },
});

const anIncident = (day: number, changes: Partial<Incident>): Incident => {
  const since = `2026-02-${String(day).padStart(2, '0')}T05:00:00.000Z`;
  return {
    id: `202602${String(day).padStart(2, '0')}-0500-0123abcd`,
    environment: places.environment,
    runbook: { id: 'shop-errors', version, owner: 'team-shop', why: '', page, guards, recovered },
    mode: 'auto',
    alarm: { arn: 'arn:shop-5xx', name: 'shop-5xx', reason: '', pagesByItself: false },
    since,
    month: '2026-02',
    listed: { runbook: 'shop-errors', owner: 'team-shop', alarm: 'shop-5xx' },
    execution: 'arn:execution',
    answer: 'act',
    plan: [],
    openedAt: since,
    pageBy: since,
    step: 1,
    verdict: 'healed',
    verdictAt: since,
    contract: 1,
    expiresAt: 0,
    ...changes,
  };
};

const watched = (day: number, alone: boolean): Incident =>
  anIncident(day, {
    answer: 'watch',
    mode: 'watch',
    verdict: alone ? 'self-recovered' : 'escalated',
    listed: { runbook: 'shop-errors', owner: 'team-shop', alarm: 'shop-5xx', reason: 'mode-watch' },
  });

const heals: Line = {
  ...{ runbook: 'shop-errors', mode: 'auto', worstCaseSeconds: 400, pageBySeconds: 900, troubles: [] },
  healed: [{ step: 1, verdict: 'healed', seconds: 120 }],
  escalated: { verdict: 'escalated', seconds: 400, inTime: true },
};

interface Given {
  readonly runbook?: Partial<DeployedRunbook>;
  readonly incidents?: readonly Incident[];
  readonly evidence?: string;
  readonly rehearsed?: Line | undefined;
  readonly backtest?: unknown;
  readonly words?: readonly string[];
  readonly json?: boolean;
}

/** What `nightshift trust` says. */
async function said(given: Given = {}): Promise<string> {
  const { incidents = [], words = [], json = false } = given;
  const scene = atTheTerminal({ runbook: { version, ...given.runbook } });
  for (const incident of incidents)
    scene.world.dynamodb.commands['Put']?.({
      TableName: places.table,
      Item: { ...incidentKey(incident.id), ...incident },
    } as never);
  const file = join(folder, 'backtest.json');
  if (given.backtest !== undefined) writeFileSync(file, JSON.stringify(given.backtest));
  const backtests = await backtestsIn(given.backtest === undefined ? undefined : file);
  const files = given.evidence ? [{ file: 'runbooks/proven/shop-errors.json', text: given.evidence }] : [];
  const project = {
    root: pathToFileURL(`${folder}/`),
    sources: sourcesOf(
      {},
      [{ name: 'production' }, { name: 'staging' }].map((one) => ({ ...one, runbooks: {} })),
    ),
    evidence: { files, now: scene.world.clock.now() },
    rehearse: async () => ('rehearsed' in given ? given.rehearsed : heals),
    backtests,
  };
  return scene.world.clock.run(() =>
    trust(
      { words: [...words], values: { environment: places.environment, json, backtest: undefined } },
      { ...scene.surroundings, project: async () => project },
    ),
  );
}

/** The rungs of shop-errors, each as one line. */
async function rungs(given: Given = {}): Promise<string[]> {
  const { runbooks } = JSON.parse(await said({ ...given, json: true })) as { runbooks: Ladder[] };
  const [ladder] = runbooks;
  return (ladder?.rungs ?? []).map(
    ({ rung, reached, evidence: its, by, next }) =>
      `${rung}: ${reached ? 'yes' : 'no'}${by ? ` (${by})` : ''}: ${its}${next ? ` > ${next}` : ''}`,
  );
}

describe('a rung that is not reached names what is missing and the command for it:', () => {
  test('a rehearsal that does not heal', async () => {
    const [first] = await rungs({ rehearsed: { ...heals, troubles: ['Step 1 helps, and still: a page.'] } });
    expect(first).toBe('rehearsed: no: Step 1 helps, and still: a page > nightshift rehearse shop-errors');
  });

  test('a runbook that the project does not have', async () => {
    const [first] = await rungs({ rehearsed: undefined });
    expect(first).toBe('rehearsed: no: this project has no such runbook > nightshift rehearse shop-errors');
  });

  test('nothing was watched', async () => {
    const [, second] = await rungs();
    expect(second).toMatch(
      /^watched: no: no alarm was watched > nightshift backtest shop-errors --environment/,
    );
  });

  test('watched, and nothing would have been done', async () => {
    const held = {
      runbook: 'shop-errors',
      owner: 'team-shop',
      alarm: 'shop-5xx',
      reason: 'mode-watch',
      wouldRefuse: 'data-disagrees',
    };
    const [, second] = await rungs({ incidents: [{ ...watched(3, false), listed: held }] });
    expect(second).toContain('watched: no: 1 alarm since 2026-02-03, and it would have acted on none');
  });

  test('it is off: watching comes first', async () => {
    const [, second] = await rungs({ runbook: { mode: 'off' } });
    expect(second).toContain('> nightshift mode shop-errors watch --environment rehearsal --why "..."');
  });

  test('nobody has drilled it', async () => {
    const [, , third] = await rungs();
    expect(third).toBe(
      'drilled: no: no drill has proven this version of the runbook > nightshift drill shop-errors --environment staging --record',
    );
  });

  test.each<[string, Partial<Proven>, Partial<DeployedRunbook>, RegExp]>([
    ['of another version', { version: 'b'.repeat(64) }, {}, /^drilled: no: .* proved another version/],
    [
      'of before versions were deployed',
      {},
      { version: undefined },
      /^drilled: no: .* proved another version/,
    ],
    ['too long ago', {}, requires({ withinSeconds: 86_400 }), /^drilled: no: .* is not within the last 24 h/],
    ['in an emulator', { account: '000000000000' }, {}, /^drilled: no: .* was in a local emulator of AWS/],
  ])('a drill %s', async (_, changes, runbook, expected) => {
    const [, , third] = await rungs({ evidence: provenText({ ...evidence, ...changes }), runbook });
    expect(third).toMatch(expected);
  });

  test('evidence that names an incident which is not there', async () => {
    const text = provenText({ ...evidence, environment: places.environment });
    const [, , third] = await rungs({ evidence: text });
    expect(third).toContain(
      'drilled: no: the evidence names 20260220-1000-0123abcd, and rehearsal has no such incident',
    );
  });

  test.each<[string, Partial<Incident>]>([
    ['no drill', {}],
    ['not healed', { verdict: 'escalated', drill: { id: 'drill-1', until: '' } }],
    [
      'of another version',
      {
        runbook: { ...anIncident(1, {}).runbook, version: 'b'.repeat(64) },
        drill: { id: 'drill-1', until: '' },
      },
    ],
    [
      'of another runbook',
      { runbook: { ...anIncident(1, {}).runbook, id: 'other' }, drill: { id: 'drill-1', until: '' } },
    ],
  ])('evidence that names an incident which was %s', async (_, changes) => {
    const incident = anIncident(20, { ...changes, id: evidence.incident });
    const text = provenText({ ...evidence, environment: places.environment });
    const [, , third] = await rungs({ evidence: text, incidents: [incident] });
    expect(third).toContain('which is no drill that healed this version in rehearsal');
  });

  test('auto, and a drill is required that nobody has made', async () => {
    const [, , , fourth] = await rungs({ runbook: requires() });
    expect(fourth).toBe(
      'auto: no: acts as in mode approve: no drill has proven this version of the runbook > nightshift drill shop-errors --environment staging --record',
    );
  });

  test('auto, and what is deployed does not know of the evidence yet', async () => {
    const [, , , fourth] = await rungs({ runbook: requires(), evidence: provenText(evidence) });
    expect(fourth).toContain('> npx cdk deploy --all --context environment=rehearsal');
  });

  test('a mode that does not act alone', async () => {
    const [, , , fourth] = await rungs({ runbook: { mode: 'watch' } });
    expect(fourth).toBe(
      'auto: no: mode watch > nightshift mode shop-errors auto --environment rehearsal --why "..."',
    );
  });
});

test('evidence that was forged is an error with every mistake, and no ladder is shown', async () => {
  await expect(said({ evidence: '{"runbook":"shop-errors"}' })).rejects.toThrow(
    /nothing to trust[\s\S]*version[\s\S]*when/,
  );
});

test('a runbook that is not deployed is an error that names the deployed ones', async () => {
  await expect(said({ words: ['shop-error'] })).rejects.toThrow(/did you mean shop-errors/);
});

describe('a rung that is reached says what it rests on', () => {
  test('from the rehearsal to what it did alone', async () => {
    const incidents = [
      ...[1, 2, 3, 4].map((day) => watched(day, day === 1)),
      anIncident(10, { mode: 'approve' }),
      anIncident(21, {}),
      anIncident(22, { verdict: 'escalated' }),
    ];
    expect(await rungs({ incidents, evidence: provenText(evidence), runbook: requires({ proof }) })).toEqual([
      'rehearsed: yes: heals at its step, and pages in time when nothing helps',
      'watched: yes: 4 alarms since 2026-02-01: it would have acted on 4, 1 time for nothing; precision 75 %',
      'drilled: yes: 2026-02-20 in staging by Robin (20260220-1000-0123abcd): step 1 healed "its tasks are killed" (fis); without it, the alarm stayed on (20260220-0900-0123abcd)',
      'auto: yes: alone since 2026-02-21: 2 incidents, 1 healed',
    ]);
  });

  test('a drill in this environment that its own record confirms', async () => {
    const incident = anIncident(20, { id: evidence.incident, drill: { id: 'drill-1', until: '' } });
    const text = provenText({ ...evidence, environment: places.environment });
    const [, , third] = await rungs({ evidence: text, incidents: [incident] });
    expect(third).toMatch(/^drilled: yes: /);
  });

  const backtest = {
    evidence: 'backtest',
    days: 14,
    runbooks: [
      {
        runbook: 'shop-errors',
        outcomes: [
          { acted: ['Restart it'], alone: false },
          { acted: ['Restart it'], alone: true },
          { acted: [], alone: false },
        ],
      },
    ],
  };

  test('a backtest counts as watching, and is marked as one', async () => {
    const [, second] = await rungs({ backtest });
    expect(second).toBe(
      'watched: yes (backtest): backtest of 14 days, 3 alarms: it would have acted on 2, 1 time for nothing; precision 50 %',
    );
  });

  test('what was really watched counts before a backtest', async () => {
    const [, second] = await rungs({ backtest, incidents: [watched(2, false)] });
    expect(second).toContain('watched: yes: 1 alarm since 2026-02-02');
  });

  test('drills and runs by hand are no watches', async () => {
    const drill = { ...watched(2, false), listed: { ...watched(2, false).listed, drill: true as const } };
    const [, second] = await rungs({ incidents: [drill] });
    expect(second).toMatch(/^watched: no: no alarm was watched/);
  });

  test('another file is no backtest', async () => {
    await expect(rungs({ backtest: [] })).rejects.toThrow(/is no backtest: expected what/);
  });
});

test('shows a line for each runbook, or one ladder rung by rung', async () => {
  const table = await said({ backtest: undefined });
  expect(table).toMatch(/RUNBOOK\s+MODE\s+REHEARSED\s+WATCHED\s+DRILLED\s+AUTO\s+NEXT/);
  expect(table).toMatch(/shop-errors\s+auto\s+✓\s+–\s+–\s+✓\s+nightshift backtest/);
  const one = await said({ words: ['shop-errors'] });
  expect(one).toMatch(
    /^shop-errors in rehearsal, mode auto, version aaaaaaaaaaaa\n {2}✓ rehearsed {2}heals at its step/,
  );
  expect(one).toContain('next: nightshift drill shop-errors --environment staging --record');
});
