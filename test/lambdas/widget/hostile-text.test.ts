import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { html, jsonText } from '#core/html';
import { leaseKey, modeKey, runsKey, stopAllKey } from '#core/table/keys';
import { aLease } from '#test/support/leased';
import { aNight, eventOf, hushed, theIncident } from '#test/support/scenes';
import { pastIncident } from '#testing/past';
import { aDashboard } from './scene.ts';

hushed();

/** What somebody could call an alarm, or write into its reason, to be shown to a person who may do more than they. */
const hostile: readonly (readonly [string, string])[] = [
  ['a script', '<script>alert(1)</script>'],
  ['an event handler', '<img src=x onerror=alert(1)>'],
  ['the end of an attribute', '" onmouseover="alert(1)" x="'],
  ['the end of an attribute in other quotes', "' onmouseover='alert(1)' x='`onload=alert(1)`"],
  ['the end of the style sheet', '</style><script>alert(1)</script>'],
  [
    'an action of its own',
    '</cwdb-action><cwdb-action action="call" endpoint="arn:aws:lambda:evil">{}</cwdb-action>',
  ],
  ['JSON of its own', '"},"view":"incidents","x":{"y":"'],
  ['an address that runs', 'javascript:alert(1)//'],
  ['what is escaped already', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  ['Markdown', '[click](https://evil.example) **bold** <!channel>'],
  ['terminal escapes and lines', 'it\u001b[2J\u001b]0;owned\u0007\r\n\u0000\u009b31m\nnext'],
  ['text that runs backwards', 'it\u202egnp.exe\u2066 \u200f\u061c\u200e'],
  ['100 KB', '<b>x'.repeat(25_000)],
  ['half an emoji', '\ud83d'.repeat(3)],
];

/** DynamoDB keeps no item of more than 400 KB, and some fields of one hold the same text here. */
const storable = (text: string): string => text.slice(0, 15_000);

const tags = new Set(
  'style div form label select option span a cwdb-action p h2 table caption thead tbody tr th td b bdi time br input code details summary'.split(
    ' ',
  ),
);
const attributes = new Set(
  'class lang name value selected role tabindex action display endpoint href target rel scope datetime aria-hidden data-head maxlength'.split(
    ' ',
  ),
);

/** Every tag and attribute of the answer, found the way a browser finds them: nothing that foreign text could have added. */
function expectInert(answer: string): void {
  const body = answer.replace(/^<style>[^<]*<\/style>/, '');
  expect(body.replaceAll('\n', '')).not.toMatch(
    /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u,
  );
  expect(answer.isWellFormed()).toBe(true);
  const found = [...body.matchAll(/<\/?([a-z0-9-]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g)];
  // Whatever is left without the well-formed tags holds no angle bracket at all.
  expect(body.replace(/<\/?([a-z0-9-]+)((?:\s+[a-z-]+(?:="[^"<>]*")?)*)\s*>/g, '')).not.toMatch(/[<>]/);
  for (const [, tag = '', written = ''] of found) {
    expect(tags).toContain(tag);
    for (const [, name = '', value = ''] of written.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)) {
      expect(attributes).toContain(name);
      if (name === 'href') expect(value).toMatch(/^https:\/\/[a-z0-9-]+\.console\.aws\.amazon\.com\//);
    }
  }
}

test.each(hostile)(
  'a night whose alarm says %s is inert in the list and in the timeline',
  async (_, text) => {
    const name = `shop-${text}`.slice(0, 255).toWellFormed();
    const scene = aNight({ alarm: { name, reason: text } });
    await scene.night.finish(scene.night.deliver('shop-errors', eventOf(scene.world, name)));
    const { incident } = theIncident(scene.night);
    const { shows } = aDashboard(scene.world);
    for (const view of ['incidents', 'incident', 'runbooks', 'not-acting', 'leases'] as const) {
      expectInert(await shows({ view, incident: incident.id }));
    }
  },
);

test.each(hostile)('a record that says %s everywhere is inert, whoever wrote it', async (_, whole) => {
  const text = storable(whole);
  const { past, shows, world, services } = aDashboard();
  const [incident] = await past(1, () => ({
    runbook: {
      id: text,
      owner: text,
      why: text,
      page: { urgency: 'high', pageBySeconds: 900, instructions: text },
      recovered: { holdForSeconds: 60 },
      guards: { cooldownSeconds: 1800, maxRunsPerDay: 3, staleAfterSeconds: 300 },
    },
    alarm: {
      arn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${text}`,
      name: text,
      reason: text,
      pagesByItself: false,
    },
    listed: { runbook: text, owner: text, alarm: text },
    execution: `arn:aws:states:us-east-1:000000000000:execution:x:${text}`,
    summary: text,
    notActing: text,
    healedBy: text,
    takenOver: text,
    plan: [
      { action: text, title: text, parameters: {}, targets: [], timeoutSeconds: 1, verifyWithinSeconds: 1 },
    ],
  }));
  expect(world.dynamodb.all()).toHaveLength(1);
  const lease = aLease({
    id: text,
    subject: text,
    changed: text,
    because: text,
    alarms: { one: { name: text, holdSeconds: 1 } },
  });
  const Item = { ...leaseKey(lease.target), ...lease };
  await services.database.client.send(new PutCommand({ TableName: services.database.table, Item }));
  for (const view of ['incidents', 'incident', 'runbooks', 'not-acting', 'leases'] as const) {
    const answer = await shows({ view, ...(incident ? { incident: incident.id } : {}) });
    expectInert(answer);
    expect(answer.length).toBeLessThan(60_000);
  }
});

test.each(hostile)('a mass failure and a switch that say %s are inert', async (_, whole) => {
  const text = storable(whole);
  const { past, shows, services } = aDashboard();
  const { client, table: TableName } = services.database;
  await past(3, () => ({
    listed: { runbook: text, owner: text, alarm: text, reason: 'mass-failure-lasts' },
    summary: text,
    answer: 'act',
    runbook: { ...pastIncident(1, new Date(0)).runbook, id: 'x' },
    plan: [
      { action: 'a', title: 'a', parameters: {}, targets: [text], timeoutSeconds: 1, verifyWithinSeconds: 1 },
    ],
  }));
  const at = '2026-03-01T02:59:00.000Z';
  for (const Item of [
    { ...runsKey(text, 'x'), version: 1, runs: { one: { at } } },
    { ...modeKey('quiet-one'), runbook: 'quiet-one', mode: 'watch', by: text, why: text, at },
    { ...stopAllKey, by: text, why: text, at },
  ])
    await client.send(new PutCommand({ TableName, Item }));
  expect(await shows({ view: 'incidents' })).toContain('<details>');
  for (const view of ['incidents', 'now'] as const) expectInert(await shows({ view }));
});

test.each(hostile)('a parameter that says %s is inert in the answer', async (_, text) => {
  const { ask } = aDashboard();
  for (const event of [
    { runbook: text.slice(0, 200) },
    { incident: text },
    { [text.slice(0, 300)]: 1 },
    { widgetContext: { forms: { all: { runbook: text.slice(0, 200) } } } },
    { widgetContext: { theme: text } },
  ]) {
    expectInert(await ask(event));
  }
});

test('a template escapes whatever stands in it, and only what it made itself is taken for HTML', () => {
  const inner = html`<i>${'<b>'}</i>`;
  expect(html`<p title="${'"'}">${inner}${['&', undefined, 1]}</p>`.text).toBe(
    '<p title="&#34;"><i>&#60;b&#62;</i>&#38;1</p>',
  );
  expect(() => html`${{ text: '<b>' } as never}`).toThrow();
});

test('JSON in an element reads the same, as text and as HTML', () => {
  const value = { 'a<b>&"': '</cwdb-action>\u2028🔥' };
  const { text } = jsonText(value);
  expect(text).not.toMatch(/[<>&\u2028]/);
  expect(JSON.parse(text)).toEqual(value);
});
