import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Browser } from 'playwright-core';
import { leaseKey } from '#core/table/keys';
import { aDashboard } from '../lambdas/widget/scene.ts';
import { aLease } from '../support/leased.ts';
import { hushed } from '../support/scenes.ts';
import { putInto, whatIsThere } from './in-page.mjs';
import { launch } from './scene.ts';

hushed();

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser?.close());

/** Each would set `owned`, open a dialog or fetch something, if a browser took it for more than text. */
const hostile: readonly string[] = [
  '<script>owned = 1</script>',
  '<img src="http://127.0.0.1:9/x" onerror="owned = 1">',
  '<svg onload="owned = 1"><use href="data:image/svg+xml,x#y"/></svg>',
  '"><script>owned = 1</script>',
  '" onmouseover="owned = 1" autofocus onfocus="owned = 1" x="',
  "' onclick='owned = 1' x='",
  '</style><script>owned = 1</script>',
  '</cwdb-action><script>owned = 1</script>',
  '</title></textarea></select></table><iframe srcdoc="<script>parent.owned = 1</script>"></iframe>',
  '<a href="javascript:owned = 1">click</a>',
  '<style>@import "http://127.0.0.1:9/x"; * { background: url("http://127.0.0.1:9/y") }</style>',
  '<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">',
  '&lt;script&gt;owned = 1&lt;/script&gt;',
  'x\u202egnp\u2066\u0000\u001b[31m\n<script>owned = 1</script>',
];

/** The widget's own output, without what CloudWatch would take out of it: as a whole document, and put into one. */
describe.each(['as a document', 'put into one'] as const)('hostile text in every field, %s,', (how) => {
  test.each(hostile)('runs nothing, adds nothing and fetches nothing: %j', async (text) => {
    const { past, shows, world, services } = aDashboard();
    const [incident] = await past(1, () => ({
      alarm: {
        arn: `arn:aws:cloudwatch:us-east-1:0:alarm:${text}`,
        name: text,
        reason: text,
        pagesByItself: false,
      },
      listed: { runbook: text, owner: text, alarm: text },
      execution: text,
      summary: text,
      notActing: text,
    }));
    expect(world.dynamodb.all()).toHaveLength(1);
    const lease = aLease({ id: text, subject: text, changed: text, because: text });
    const Item = { ...leaseKey(lease.target), ...lease };
    await services.database.client.send(new PutCommand({ TableName: services.database.table, Item }));
    const page = await browser.newPage();
    const requests: string[] = [];
    const dialogs: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    for (const view of ['incidents', 'incident', 'runbooks', 'not-acting', 'leases'] as const) {
      const html = await shows({ view, ...(incident ? { incident: incident.id } : {}) });
      if (how === 'as a document') await page.setContent(html);
      else {
        await page.setContent('<main></main>');
        await page.evaluate(putInto, html);
      }
      const seen = await page.evaluate(whatIsThere);
      expect(seen).toMatchObject({ owned: false, strange: 0, sheets: 1, handlers: 0 });
      expect(new Set(seen.actions).size).toBeLessThanOrEqual(1);
      // A person reads what was written, as far as it can be written on one line.
      const word = /owned = 1|127\.0\.0\.1/.exec(text)?.[0] ?? '';
      expect(seen.text).toContain(word);
      for (const clickable of await page.locator('a[role=button]').all()) await clickable.hover();
    }
    expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([]);
    expect(dialogs).toEqual([]);
    await page.close();
  });
});
