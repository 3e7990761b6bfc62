import { deadlineText, pageText } from '#core/page/text';
import { anAttempt, anIncident } from '#test/support/incidents';
import { hushed } from '#test/support/scenes';
import { awsError } from '#testing/world/wire';
import { places } from '#testing/world/world';
import { atTheTerminal } from './scene.ts';

hushed();

type Scene = ReturnType<typeof atTheTerminal>;

/** The code on a phone: of the newest message on a topic, or of the one that a deadline sent. */
const codeIn = (body = ''): string => body.match(/ Code ([A-Z2-9]{6})\n/)?.[1] ?? 'none';
const codesOn = ({ world }: Scene) => world.sns.messages.map(({ body }) => codeIn(body));

/** Somebody who answers every message that arrives, so many seconds after the command was typed. */
function somebodyAnswers(scene: Scene, afterSeconds: number) {
  scene.world.clock.after(afterSeconds, () => {
    for (const code of codesOn(scene)) void scene.said('test-page', '--ack', code).catch(() => {});
  });
}

const paths = ['the page path (the page topic)', 'the backup path', 'the deadline path'];

describe('nightshift test-page', () => {
  test('sends a message over each path, marked as a test in its first words, with a code of its own', async () => {
    const scene = atTheTerminal();
    await scene.run('test-page', '--wait', '0m');
    await scene.world.clock.advance(120);
    const { messages } = scene.world.sns;
    const { page, backup } = places.topics;
    expect(messages.map(({ topic }) => topic)).toEqual([page, backup, backup]);
    const subject = '[PAGE] Nightshift needs a person: TEST, no action needed';
    // A schedule's message has none: that is how AWS publishes it.
    expect(messages.map((message) => message.subject)).toEqual([subject, subject, '']);
    for (const { body } of messages) {
      expect(body.split('\n')[0]).toMatch(/^TEST, no action needed: .{0,76}$/);
      expect(body).toMatch(/^[\x20-\x7e\n]+$/);
      expect(body).toContain(`nightshift test-page --ack ${codeIn(body)} --environment rehearsal`);
    }
    expect(new Set(codesOn(scene)).size).toBe(3);
  });

  test('is as long as a page in each form, so that a phone which cuts one cuts the other', async () => {
    const scene = atTheTerminal();
    await scene.run('test-page', '--wait', '0m');
    await scene.world.clock.advance(120);
    const [test, , deadline] = scene.world.sns.messages;
    const incident = anIncident('shop-frontpage-stale');
    const attempts = [1, 2].map((step) =>
      anAttempt(step, { settled: true, finding: 'the alarm is in ALARM' }),
    );
    const page = pageText({ incident, attempts }, 'Every step was tried, and the alarm is in ALARM.');
    expect(test?.body.length).toBeGreaterThan(page.body.length);
    expect(test?.sms).toMatch(/^TEST, no action needed: .* Code [A-Z2-9]{6}\. /);
    expect(test?.sms?.length).toBeGreaterThan(150);
    expect(deadline?.body.length).toBeGreaterThan(deadlineText(incident).body.length - 50);
    expect(deadline?.body.length).toBeLessThanOrEqual(1_500);
  });

  test('waits until every path was acknowledged, from wherever that comes', async () => {
    const scene = atTheTerminal();
    somebodyAnswers(scene, 130);
    const { text, exitStatus } = await scene.run('test-page', '--by', 'ben');
    expect(exitStatus).toBe(0);
    for (const path of paths) expect(text).toContain(`Acknowledged: ${path} reaches a person. By anna at`);
    expect(text).not.toContain('Not acknowledged');
  });

  test('says which path nobody has acknowledged, and ends with status 1', async () => {
    const scene = atTheTerminal();
    // Before the schedule has fired.
    somebodyAnswers(scene, 30);
    const { text, exitStatus } = await scene.run('test-page', '--wait', '5m');
    expect(exitStatus).toBe(1);
    expect(text).toContain('Not acknowledged: the deadline path.');
    expect(text).toContain('Acknowledged: the backup path');
  });

  test('takes codes at a terminal, and goes on after a wrong one', async () => {
    const said: string[] = [];
    const typed = [
      () => 'WRONG1',
      ...[0, 1, 2].map((index) => () => ` ${codesOn(scene)[index]} `.toLowerCase()),
    ];
    const lines = (): AsyncIterator<string> => ({
      next: async () => {
        await scene.world.clock.sleep(70);
        const line = typed.shift();
        return line ? { value: line() } : { done: true, value: undefined };
      },
    });
    const scene = atTheTerminal({}, { say: (text) => said.push(text), lines });
    const { exitStatus } = await scene.run('test-page');
    expect(exitStatus).toBe(0);
    expect(said[0]).toMatch(/^A test page is on its way in rehearsal/);
    expect(said[1]).toContain('No test page brought the code "WRONG1"');
    expect(said.slice(2)).toEqual(paths.map((path) => expect.stringContaining(`Acknowledged: ${path}`)));
  });

  test('keeps the codes out of its own answers and of the table of who may read them', async () => {
    const scene = atTheTerminal();
    const answers = [
      await scene.said('test-page', '--wait', '0m'),
      await scene.said('test-page', '--status'),
      JSON.stringify(await scene.json('test-page', '--status')),
    ];
    for (const code of codesOn(scene)) expect(answers.join()).not.toContain(code);
  });

  test('shows when each path was last acknowledged and by whom, and the log has it', async () => {
    const scene = atTheTerminal();
    expect(await scene.said('test-page', '--status')).toBe('No test page was ever sent in rehearsal.');
    await scene.run('test-page', '--wait', '0m');
    await scene.said('test-page', '--ack', codesOn(scene)[1] ?? '', '--by', 'ben');
    const status = await scene.said('test-page', '--status');
    expect(status).toMatch(
      /^the backup path +2026-03-01 03:00:\d\d UTC {2}2026-03-01 03:00:\d\d UTC {2}ben$/m,
    );
    expect(status).toMatch(/^the page path \(the page topic\) +2026-03-01 03:00:\d\d UTC {2}never$/m);
    expect(await scene.said('mode', '--log')).toMatch(
      /acknowledged the backup path {2}ben {2}a test page arrived/,
    );
    expect(await scene.said('mode')).not.toMatch(/ path/);
  });
});

describe('a test page that does not get through', () => {
  test('is named with what AWS says, the others are sent all the same, and the exit status is 1', async () => {
    const scene = atTheTerminal();
    scene.world.wire.fail('scheduler', 'CreateSchedule', 'denied');
    const { text, exitStatus } = await scene.run('test-page', '--wait', '0m');
    expect(exitStatus).toBe(1);
    expect(text).toMatch(/the deadline path: not sent: AccessDenied/);
    expect(scene.world.sns.messages).toHaveLength(2);
  });

  test('leaves what was acknowledged before as it is', async () => {
    const scene = atTheTerminal();
    somebodyAnswers(scene, 130);
    await scene.run('test-page');
    scene.world.wire.fail('sns', 'Publish', 'denied', { times: 9 });
    await scene.run('test-page', '--wait', '0m');
    const { paths: known } = await scene.json('test-page', '--status');
    expect(known.map(({ acknowledgedBy }: { acknowledgedBy: string }) => acknowledgedBy)).toEqual(
      Array(3).fill('anna'),
    );
  });

  test('forgets a channel that is no longer there, which nobody could acknowledge', async () => {
    const scene = atTheTerminal();
    const { services } = scene.night;
    const channels = { ...services.page.channels };
    Object.assign(services.page, { channels: { ...channels, 'the old pager': async () => {} } });
    await scene.run('test-page', '--wait', '0m');
    expect(await scene.said('test-page', '--status')).toContain('the page path (the old pager)');
    Object.assign(services.page, { channels });
    await scene.run('test-page', '--wait', '0m');
    expect(await scene.said('test-page', '--status')).not.toContain('the old pager');
  });

  test.each([
    ['is not deployed', 'ResourceNotFoundException', /^AWS knows no such resource: /],
    ['may not be invoked', 'AccessDeniedException', /^AWS does not allow it: /],
  ])('says so if the page function %s', async (_, name, message) => {
    const scene = atTheTerminal();
    scene.world.wire.fail('lambda-control', 'Invoke', 'throttle', { error: () => awsError(name, 'no') });
    await expect(scene.run('test-page')).rejects.toMatchObject({
      exitStatus: 1,
      message: expect.stringMatching(message),
    });
  });

  test('says so if the page function fails', async () => {
    const scene = atTheTerminal();
    scene.world.wire.fail('dynamodb', 'Query', 'denied');
    await expect(scene.run('test-page')).rejects.toMatchObject({
      exitStatus: 1,
      message: expect.stringMatching(/^The page function failed, or is of another version: .*AccessDenied/),
    });
  });
});

describe('nightshift test-page --ack', () => {
  test.each([
    ['no path has', async () => 'ABCDEF', /^No test page brought the code "ABCDEF"/],
    [
      'is a day old',
      async (scene: Scene) => {
        const code = codesOn(scene)[0] ?? '';
        await scene.world.clock.advance(86_401);
        return code;
      },
      /^The code ".*" came with a test page of 2026-03-01 03:00:00 UTC, more than 24 h ago/,
    ],
    [
      'another test page has replaced',
      async (scene: Scene) => {
        const code = codesOn(scene)[0] ?? '';
        await scene.run('test-page', '--wait', '0m');
        return code;
      },
      /^No test page brought the code/,
    ],
  ])('refuses a code that %s, and acknowledges nothing', async (_, code, message) => {
    const scene = atTheTerminal();
    await scene.run('test-page', '--wait', '0m');
    await expect(scene.run('test-page', '--ack', await code(scene))).rejects.toMatchObject({
      exitStatus: 1,
      message: expect.stringMatching(message),
    });
    const { paths: known } = await scene.json('test-page', '--status');
    for (const { acknowledgedAt } of known) expect(acknowledgedAt).toBeNull();
  });

  test.each([
    ['--status and --ack', ['--status', '--ack', 'ABCDEF'], /^Either --status or --ack/],
    ['a wait that is no span', ['--wait', 'long'], /^--wait takes a span from 0m to 60m, not "long"/],
    ['two hours', ['--wait', '120m'], /^--wait takes a span/],
    ['a word too many', ['page'], /^Too many arguments/],
  ])('refuses %s with exit status 2, and sends nothing', async (_, args, message) => {
    const scene = atTheTerminal();
    await expect(scene.run('test-page', ...args)).rejects.toMatchObject({
      exitStatus: 2,
      message: expect.stringMatching(message),
    });
    expect(scene.world.sns.messages).toEqual([]);
  });
});
