import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rehearseSpec } from '#cli/commands/specs/authors';
import { loadSources } from '#cli/explain/sources';
import { read } from '#cli/parse';
import { rehearseGiven } from '#cli/rehearse/command';
import { historyOf, savedEvent } from './history.ts';

const root = new URL('../../../../', import.meta.url);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'nightshift-rehearse-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rehearse = async (...args: string[]) =>
  rehearseGiven(read(rehearseSpec, args), () => loadSources(root));
const saved = async (name: string, data: unknown) => {
  const file = join(folder, name);
  await writeFile(file, typeof data === 'string' ? data : JSON.stringify(data));
  return file;
};

describe('nightshift rehearse', () => {
  test('rehearses every runbook, a line each', async () => {
    const lines = (await rehearse()).split('\n');
    expect(lines[0]).toMatch(/^RUNBOOK +HEALED BY STEP +ELSE A PAGE +AT WORST +MODE$/);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^checkout-api-errors +1 in \d min.*, 2 in \d min.* +after \d min.* of 15 min +auto$/,
      ),
    );
    expect(JSON.parse(await rehearse('--json'))).toContainEqual(
      expect.objectContaining({ runbook: 'orders-writer-stuck', troubles: [] }),
    );
  });

  test('tells one night in order: when, what, why', async () => {
    const text = await rehearse('checkout-api-errors', '--heals-at', 'flush-redis-cache');
    const told = [
      'The service breaks.',
      'The alarm checkout-api-5xx goes to ALARM',
      'Sets the page deadline',
      '1. Restart ECS tasks did not help',
      'The service works again.',
      'Takes the page deadline back.',
      'Healed by "Flush Redis cache"',
      'Nobody was paged',
    ];
    const places = told.map((what) => text.replace(/\s+/g, ' ').indexOf(what));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
    expect(text.split('\n').every((line) => line.length <= 110)).toBe(true);
  });

  test('goes on until what was changed for a while is restored', async () => {
    const text = (await rehearse('recommendations-slow', '--mode', 'auto', '--heals-at', '1')).replace(
      /\s+/g,
      ' ',
    );
    const told = [
      'Turned off feature recommendations',
      'Healed: recovered after Turn off feature',
      'Turned on feature recommendations again',
      'Notice to the owner\'s channel: "Feature recommendations is on again',
      'Healed by "Turn off feature"',
    ];
    const places = told.map((what) => text.indexOf(what));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((one, other) => one - other));
  });

  test('goes on until a person was told that it was not, and counts that page apart', async () => {
    const text = (await rehearse('recommendations-slow', '--mode', 'auto')).replace(/\s+/g, ' ');
    expect(text).toMatch(
      /PAGE over the backup path: "Feature recommendations is still off since .* Please take over\."/,
    );
    expect(text).toMatch(/On-call was paged\.$/);
  });

  test('tells which call met the fault, and what it came to', async () => {
    const text = await rehearse('checkout-api-errors', '--fault', '1=denied', '--fault', '2=crash');
    expect(text).toContain('FAULT: the call ecs UpdateService is denied');
    expect(text).toContain('FAULT: the call redis UNLINK takes effect');
    expect(text).toContain('PAGE: "checkout-api-5xx ');
  });

  test('asks in mode approve, and nobody, or a person, answers', async () => {
    const args = ['orders-writer-stuck', '--mode', 'approve', '--heals-at', '1'];
    expect(await rehearse(...args)).toContain('Paged');
    expect(await rehearse(...args, '--answer', 'approve')).toContain('Healed by');
    expect(await rehearse(...args, '--answer', 'deny')).toContain('was denied by anna');
  });

  test('says the same on one line for machines', async () => {
    const night = JSON.parse(await rehearse('checkout-api-errors', '--heals-at', '1', '--json'));
    expect(night).toMatchObject({
      verdict: 'healed',
      tried: ['restart-ecs-tasks'],
      pages: [],
      leftBehind: [],
    });
    expect(night.timeline.length).toBeGreaterThan(8);
  });

  test('begins with a saved event, and finds the runbook by its alarm', async () => {
    const event = await saved('event.json', savedEvent());
    const text = await rehearse('--event', event, '--heals-at', '1');
    expect(text).toMatch(/^checkout-api-errors in mode auto/);
    expect(text).toContain('A saved night, 2026-02-03');
    expect(text).toContain('goes to ALARM: Threshold Crossed: Errors5xx');
  });

  test('rehearses the runbook that is named, as if it adopted the alarm', async () => {
    const unknown = savedEvent({ alarm: 'nobody-adopts-this' });
    const [watched] = unknown.detail.configuration.metrics;
    Object.assign(watched?.metricStat.metric ?? {}, { dimensions: { ServiceName: 'web-catalog' } });
    const event = await saved('unknown.json', unknown);
    const text = await rehearse('web-service-hung', '--event', event, '--heals-at', '1');
    expect(text).toMatch(
      /^web-service-hung in mode auto, .*as if it adopted the alarm nobody-adopts-this\.\n/,
    );
    expect(text).toContain('Healed by "Restart ECS tasks"');
  });

  test('waits for an alarm of long periods', async () => {
    const event = savedEvent();
    const [watched] = event.detail.configuration.metrics;
    Object.assign(watched?.metricStat ?? {}, { period: 21_600 });
    const text = await rehearse('--event', await saved('slow.json', event));
    expect(text).toContain('the alarm needs at least 12 h to recover');
  });

  test('begins with the event in an execution history, and the step that helped then helps again', async () => {
    const history = await saved('history.json', await historyOf({ healsAt: 2 }));
    expect(await rehearse('--event', history)).toContain('Healed by "Flush Redis cache"');
  });
});

describe('one sentence for', () => {
  const refused = async (args: string[], sentence: RegExp) => {
    await expect(rehearse(...args)).rejects.toMatchObject({
      name: expect.stringMatching(/^(Command|Usage)Error$/),
      exitStatus: 2,
      message: expect.stringMatching(sentence),
    });
  };

  test.each([
    [
      'an unknown runbook',
      ['checkout-api-error'],
      /^There is no runbook "checkout-api-error"; did you mean checkout-api-errors\?$/,
    ],
    [
      'an unknown answer',
      ['checkout-api-errors', '--answer', 'aprove'],
      /^There is no answer "aprove"; did you mean approve\?$/,
    ],
    ['two runbooks', ['a', 'b'], /^Too many arguments/],
    [
      'an unknown step',
      ['checkout-api-errors', '--heals-at', '3'],
      /has no step "3"; its steps are 1 \(restart-ecs-tasks\), 2/,
    ],
    [
      'an unknown fault',
      ['checkout-api-errors', '--fault', '1=crush'],
      /^There is no fault "crush"; did you mean crash\?$/,
    ],
    ['half a fault', ['checkout-api-errors', '--fault', 'crash'], /is not STEP=FAULT/],
    [
      'two faults at once',
      ['checkout-api-errors', '--fault', '1=crash', '--fault', '1=denied'],
      /one fault in a night/,
    ],
    [
      'two faults at once, by number and by action',
      ['checkout-api-errors', '--fault', '1=crash', '--fault', 'restart-ecs-tasks=denied'],
      /^Step 1 can meet one fault in a night, and two were given\.$/,
    ],
    [
      'a fault that cannot be',
      ['checkout-api-errors', '--fault', '2=throttle'],
      /can't meet throttle: Redis does not throttle/,
    ],
    [
      'a fault that comes too late',
      ['checkout-api-errors', '--heals-at', '1', '--fault', '2=crash'],
      /did not meet crash: the night was over before it/,
    ],
    [
      'a fault where nothing acts',
      ['shop-pages-stale', '--fault', '1=crash'],
      /in mode watch, in which no step acts; add --mode auto/,
    ],
    [
      'an unknown mode',
      ['checkout-api-errors', '--mode', 'atuo'],
      /^There is no mode "atuo"; did you mean auto\?$/,
    ],
    [
      'an unknown environment',
      ['checkout-api-errors', '--environment', 'prod'],
      /^There is no environment "prod"; did you mean production\?$/,
    ],
    ['an unknown option', ['--heal', '1'], /^Unknown option '--heal'/],
    ['a fault of no runbook', ['--heals-at', '1'], /about one runbook; name it/],
    [
      'a file that is not there',
      ['--event', '/nowhere/event.json'],
      /^There is no file \/nowhere\/event\.json\.$/,
    ],
  ])('%s', async (_, args, sentence) => {
    await refused(args, sentence);
  });

  test('an event file that is none', async () => {
    const files: [unknown, RegExp][] = [
      ['not json', /is not JSON\.$/],
      [{ hello: 'world' }, /is neither a saved alarm event nor an execution's history\.$/],
      [savedEvent({ state: 'OK' }), /went to OK; a rehearsal begins with ALARM\.$/],
      [savedEvent({ alarm: 'nobody-adopts-this' }), /^No runbook adopts the alarm nobody-adopts-this/],
      [{ events: [] }, /none of them starts an execution/],
      [{ events: [null, 5] }, /none of them starts an execution/],
      [
        { events: [{ id: 1, type: 'ExecutionStarted', executionStartedEventDetails: {} }] },
        /--include-execution-data/,
      ],
    ];
    for (const [index, [data, sentence]] of files.entries()) {
      await refused(['--event', await saved(`${index}.json`, data)], sentence);
    }
  });
});
