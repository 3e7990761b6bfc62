import { deadlineText, noticeText, pageText } from '#core/page/text';
import { anAttempt, anIncident } from '#test/support/incidents';
import { lockScreen } from '#test/support/scenes';

const names = [
  'a',
  'shop-5xx',
  'x'.repeat(255),
  '日本語の警報'.repeat(40),
  `\u001b[2J\r\n${'y'.repeat(200)}`,
  '🔥'.repeat(127),
];

describe.each(names.map((name) => [name]))('a phone’s lock screen, for the alarm %j', (name) => {
  test('says what, since when, what was tried, and what now', () => {
    const attempts = [anAttempt(1, { settled: true, finding: 'the alarm is in ALARM' }), anAttempt(2, {})];
    const { body } = pageText({ incident: anIncident(name), attempts }, 'Because.');
    expect(lockScreen(body)).toMatch(
      /^\P{Cc}+ state unknown after 2 fixes, broken since 03:00 UTC\. Please take over\./u,
    );
  });

  test('says of a deadline that nobody took back: nothing is known, take over', () => {
    const { body, subject } = deadlineText(anIncident(name));
    expect(lockScreen(body)).toMatch(
      /^\P{Cc}+ since 03:00 UTC: Nightshift gave no verdict\. Please take over\./u,
    );
    expect(body).toMatch(/^[\x20-\x7e\n]+$/);
    expect(subject).toBe('[PAGE] Nightshift needs a person');
    expect(body.length).toBeLessThanOrEqual(1_500);
  });

  test('has a subject that SNS takes', () => {
    const record = { incident: anIncident(name), attempts: [] };
    for (const { subject } of [pageText(record, 'Because.'), noticeText(record, 'healed', 60)]) {
      expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    }
  });
});

test('each attempt is told in words: what was done, what is unknown, what was not done and why', () => {
  const attempts = [
    anAttempt(1, { settled: true, finding: 'the alarm is in ALARM' }),
    anAttempt(2, { state: 'started', summary: 'Flush it of shop.', error: 'TimeoutError: socket hang up' }),
    anAttempt(3, { state: 'refused', summary: 'a failover is under way' }),
  ];
  const { body } = pageText({ incident: anIncident('shop-5xx'), attempts }, 'Because.');
  expect(body).toContain(
    [
      '  1. 03:00 UTC Restart it: Did it. It did not help: the alarm is in ALARM.',
      '  2. 03:00 UTC Flush it: may have taken effect: check it. Flush it of shop.',
      '  Error: TimeoutError: socket hang up',
      '  3. 03:00 UTC Fail it over: not done, because a failover is under way',
    ].join('\n'),
  );
});

test('steps that nobody came to are named', () => {
  const attempts = [anAttempt(1, { state: 'never-started', summary: 'x' })];
  const { body } = pageText({ incident: anIncident('shop-5xx'), attempts }, 'Because.');
  expect(body).toContain('1. 03:00 UTC Restart it: never started\n  Not tried: Flush it, Fail it over.');
});

test('an alarm’s own words cannot pass for Nightshift’s', () => {
  const { body } = pageText({ incident: anIncident('shop-5xx'), attempts: [] }, 'Because.');
  expect(body.match(/^Why you were paged: .*$/gm)).toEqual(['Why you were paged: Because.']);
  expect(body).not.toContain('\u0007');
});

test('every copy carries the key of its incident', () => {
  // The SHA-256 of `arn:…:alarm:shop-5xx|2026-03-01T03:00:00.000+0000`.
  const key = 'nightshift/production/e6d39ad3cdd09d7a47a6792d00d611a9f670f34e31412b1957edd15c0f90212e';
  const incident = anIncident('shop-5xx');
  const page = pageText({ incident, attempts: [] }, 'Because.');
  const deadline = deadlineText(incident);
  expect([page.deduplicationKey, deadline.deduplicationKey]).toEqual([key, key]);
  for (const { body } of [page, deadline]) expect(body).toContain(`Key ${key}`);
});

test('a page ends with the commands that its reader can type, filled in; none of them silences the alarm', () => {
  const attempts = [anAttempt(1, { error: 'x'.repeat(50_000) })];
  const { body } = pageText({ incident: anIncident('shop-5xx'), attempts }, 'Because.');
  expect(body.split('\n').slice(-3)).toEqual([
    '',
    'node_modules/.bin/nightshift take 20260301-0300-ea418c51 --environment production',
    'node_modules/.bin/nightshift mode shop-errors watch --why "..." --environment production   (stops acting, still pages)',
  ]);
  expect(body).not.toMatch(/ off /);
});

test('a deadline says how to look and how to take over', () => {
  expect(
    deadlineText(anIncident('x'.repeat(255)))
      .body.split('\n')
      .slice(-3),
  ).toEqual([
    '',
    'node_modules/.bin/nightshift show 20260301-0300-ea418c51 --environment production',
    'node_modules/.bin/nightshift take 20260301-0300-ea418c51 --environment production',
  ]);
});

test('a page is never longer than a person reads', () => {
  const attempts = [anAttempt(1, { error: 'x'.repeat(50_000) })];
  expect(
    pageText({ incident: anIncident('shop-5xx'), attempts }, 'Because.').body.length,
  ).toBeLessThanOrEqual(8_000);
});
