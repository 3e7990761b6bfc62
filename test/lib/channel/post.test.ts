import { post } from '#channel/post';
import { answers, aReceiver, impatient, threeTries } from '#test/support/receiver';

const receiver = aReceiver();
const never = new AbortController().signal;
const posting = (changes: Parameters<typeof impatient>[0] = {}, signal: AbortSignal = never) =>
  post(() => ({ url: receiver.url(), body: '{}' }), impatient(changes), signal);

describe('a request', () => {
  test('that is accepted is made once', async () => {
    await posting();
    expect(receiver.received).toMatchObject([{ body: '{}' }]);
  });

  test('whose answer has to say more than its status is made again where the answer was cut off', async () => {
    const cutOff: (typeof receiver.script)[number] = (response) => {
      response.writeHead(200, { 'content-length': '99' });
      response.write('o');
      setTimeout(() => response.destroy(), 20);
    };
    receiver.script = [cutOff, answers.says(200, 'ok')];
    await post(() => ({ url: receiver.url(), body: '{}' }), impatient(), never, {
      accepts: (_, said) => said === 'ok',
    });
    expect(receiver.received).toHaveLength(2);
  });

  test('whose answer drips is accepted by its status', async () => {
    receiver.script = [answers.drips(200)];
    await posting();
    expect(receiver.received).toHaveLength(1);
  });

  test.each([
    ['answers 500', answers.says(500)],
    ['answers 429', answers.says(429)],
    ['answers 408', answers.says(408)],
    ['answers garbage', answers.garbage],
    ['cuts the line', answers.cut],
  ])('to a server that %s is made again, until it is accepted', async (_, trouble) => {
    receiver.script = [trouble, trouble, answers.accepts];
    await posting();
    expect(receiver.received).toHaveLength(3);
  });

  test('to a server that hangs is given up after its time, and made again', async () => {
    receiver.script = [answers.hangs, answers.hangs, answers.accepts];
    await posting({ oneTry: 200 });
    expect(receiver.received.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    ['500', answers.says(500), 'answered 500', 40_000],
    ['a hang', answers.hangs, 'did not answer in time', 200],
    ['garbage', answers.garbage, "can't be reached (", 40_000],
  ])('fails when the channel’s time is up, and says why: %s', async (_, trouble, said, oneTry) => {
    receiver.script = [trouble];
    const patience = threeTries(oneTry);
    await expect(posting(patience, patience.timeout(patience.budget))).rejects.toThrow(
      new RegExp(`${said.replace('(', '\\(')}.*\\(3 tries\\)$`),
    );
  });

  test.each([400, 401, 403, 404, 410])('that is refused with %p is not made again', async (status) => {
    receiver.script = [answers.says(status, 'no such\nhook')];
    await expect(posting()).rejects.toThrow(`answered ${status}: no such hook (1 try)`);
    expect(receiver.received).toHaveLength(1);
  });

  test('keeps one short line of what a refusal says, however long it is and however slowly it comes', async () => {
    receiver.script = [answers.says(400, `\u001b[2J${'<html>'.repeat(100_000)}`)];
    const refused = await posting().catch((error: Error) => error.message);
    expect(refused).toMatch(/^The other side answered 400: \[2J(<html>)+.{0,6}… \(1 try\)$/);
    expect(String(refused).length).toBeLessThan(260);
    receiver.script = [answers.drips(400)];
    await expect(posting({ oneTry: 500 })).rejects.toThrow(/^The other side answered 400: z+…? \(1 try\)$/);
  });

  test('is not sent on where it is redirected to', async () => {
    receiver.script = [answers.says(307, '', { location: receiver.url('/elsewhere') })];
    await expect(posting()).rejects.toThrow('answered 307, a redirect, which is not followed');
    expect(receiver.received).toHaveLength(1);
  });
});

describe('between two tries', () => {
  const waits = async (script: typeof receiver.script, random = 1) => {
    const waited: number[] = [];
    receiver.script = script;
    const sleep = async (milliseconds: number) => void waited.push(milliseconds);
    await posting({ sleep, random: () => random, firstWait: 500, budget: 20_000 });
    return waited;
  };
  const broken = answers.says(503);

  test('the wait doubles up to 4 seconds, and chance spreads it', async () => {
    const script = [broken, broken, broken, broken, broken, answers.accepts];
    expect(await waits(script)).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
    expect(await waits([broken, broken, answers.accepts], 0.5)).toEqual([250, 500]);
  });

  test('it is as long as the other side asks', async () => {
    const busy = answers.says(429, '', { 'retry-after': '7' });
    expect(await waits([busy, answers.accepts])).toEqual([7_000]);
    const nonsense = answers.says(429, '', { 'retry-after': 'soon' });
    expect(await waits([nonsense, answers.accepts])).toEqual([500]);
  });

  test('who asks for more patience than there is fails at once, so that another path is tried now', async () => {
    receiver.script = [answers.says(429, '', { 'retry-after': '3600' })];
    await expect(posting()).rejects.toThrow('answered 429 (1 try)');
  });
});

describe('a URL', () => {
  test.each([
    'http://pager.example/',
    'http://127.0.0.1.evil.example/',
    'http://169.254.169.254/latest/meta-data',
    'ftp://pager.example/',
    'https://user:hunter2@pager.example/',
    'https://pager.example/ x',
    'not a URL: hunter2',
    '',
  ])('%p is not posted to, and not quoted', async (url) => {
    const fetch = (() => Promise.reject(new Error('It was asked for'))) as typeof globalThis.fetch;
    const failed = await post(() => ({ url, body: '{}' }), impatient({ fetch }), never).catch(String);
    expect(failed).toBe(
      'Error: The other side can only be reached by a URL that starts with https:// (1 try)',
    );
  });
});
