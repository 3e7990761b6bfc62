import slack from '#channels/slack/channel';
import { messageOf } from '#channels/slack/send';
import { secret } from '#define/index';
import { answers, aPage, aReceiver, arnOfSecret, sendOver } from '#test/support/receiver';

const receiver = aReceiver();
const use = slack({ webhookUrl: secret(arnOfSecret) });
const url = async () => receiver.url('/services/T000/B000/s3cr3tpath');

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
}
const sectionsOf = (body: string): string[] =>
  (messageOf({ ...aPage, body, kind: 'page' }).blocks as Block[])
    .filter(({ type }) => type === 'section')
    .map(({ text }) => text?.text ?? '');

describe('Slack', () => {
  test('is told what the page says, in blocks', async () => {
    await sendOver(use, aPage, { secret: url });
    expect(receiver.received).toMatchObject([{ path: '/services/T000/B000/s3cr3tpath' }]);
    expect(receiver.json()).toMatchSnapshot();
    expect(String(receiver.json()['text']).slice(0, 100)).toMatchSnapshot('lock screen');
  });

  test('shows how loud a page is, that a notice asks nobody, and that a page is over', () => {
    const shown = (['page', 'notice', 'resolved'] as const).map((kind) => messageOf({ ...aPage, kind }));
    const low = messageOf({ ...aPage, urgency: 'low', kind: 'page' });
    const marks = [...shown, low].map(
      ({ blocks }) => ((blocks as Block[])[0]?.text?.text ?? '').split(' ')[0],
    );
    expect(marks).toEqual(['🔴', '⚪', '🟢', '🟡']);
    expect(JSON.stringify(low)).toContain('Page, urgency low');
  });

  test('reads a notice, or what follows a page, as a line, and not as a call', () => {
    const { blocks } = messageOf({
      ...aPage,
      body: 'shop-5xx: healed (4 min after the alarm)',
      kind: 'notice',
    });
    const types = (['update', 'acknowledged'] as const).map((kind) =>
      (messageOf({ ...aPage, kind }).blocks as Block[]).map(({ type }) => type),
    );
    expect(types.flat()).not.toContain('header');
    expect((blocks as Block[]).map(({ type, text }) => [type, text?.text])).toEqual([
      ['section', '⚪ shop-5xx: healed (4 min after the alarm)'],
      ['context', undefined],
    ]);
  });

  test('is sent nothing that it would refuse: 150 characters in a header, 3,000 in a section, 50 blocks, 12,000 in all', () => {
    const { blocks } = messageOf({
      ...aPage,
      body: `${'h'.repeat(300)}\n${'line of text\n'.repeat(20_000)}`,
      kind: 'page',
    });
    const texts = (blocks as Block[]).map(({ text }) => text?.text ?? '');
    expect(texts.join('').length).toBeLessThan(12_000);
    expect(texts.at(-2)).toBe('Too long for Slack: the dashboard has the rest.');
    const many = messageOf({
      ...aPage,
      sections: Array(99).fill({ title: 'a', lines: ['b'] }),
      kind: 'page',
    });
    expect(many.blocks).toHaveLength(50);
    for (const { type, text } of blocks as Block[]) {
      expect(text?.text.length ?? 0).toBeLessThanOrEqual(type === 'header' ? 150 : 3_000);
    }
  });

  test('has as many links as fit, whole, and always its key', () => {
    const links = [
      { title: 'Execution', url: 'https://console.example/execution' },
      { title: 'Alarm', url: `https://console.example/${'%E3%82%A2'.repeat(255)}` },
    ];
    const about = { runbook: 'shop-errors', incident: '20260301-0300-0badcafe', links };
    const { blocks } = messageOf({ ...aPage, about: { ...aPage.about, ...about }, kind: 'page' } as never);
    const [context] = (blocks.at(-1) as { readonly elements: readonly { readonly text: string }[] }).elements;
    expect(context?.text.length).toBeLessThanOrEqual(2_000);
    expect(context?.text).toContain('<https://console.example/execution|Execution>');
    expect(context?.text).not.toContain('%E3');
    expect(context?.text).toContain(`Key ${aPage.deduplicationKey}`);
  });

  test('gets a long text whole, in sections cut between lines', () => {
    const lines = Array.from({ length: 400 }, (_, index) => `line ${index} of the evidence`);
    const sections = sectionsOf(`first\n\n${lines.join('\n')}`);
    expect(sections.length).toBeGreaterThan(1);
    expect(sections.join('\n')).toBe(lines.join('\n'));
    expect(sectionsOf(`first\n${'x'.repeat(7_000)}`).map(({ length }) => length)).toEqual([
      3_000, 3_000, 1_000,
    ]);
    expect(sectionsOf('one line alone')).toEqual([]);
  });

  test('interprets nothing of what others wrote', () => {
    const body = 'it <!channel> & <https://evil.example|ok>\n\nWhy you were paged: <!here> *now*';
    const { text, blocks } = messageOf({ ...aPage, body, kind: 'page' });
    expect(text).toBe('it &lt;!channel&gt; &amp; &lt;https://evil.example|ok&gt;');
    const [header, section] = blocks as Block[];
    expect([header?.text?.type, section?.text?.type]).toEqual(['plain_text', 'plain_text']);
  });

  test.each([
    ['{"ok":false,"error":"channel_is_archived"}', 200],
    ['<html>Please log in</html>', 200],
    ['', 200],
    ['ok', 202],
  ])('has not accepted what is answered by %j with %d, and is not asked again', async (said, status) => {
    receiver.script = [answers.says(status, said)];
    await expect(sendOver(use, aPage, { secret: url })).rejects.toThrow(
      /without taking the message on.*\(1 try\)$/,
    );
    expect(receiver.received).toHaveLength(1);
  });

  test('that has forgotten the webhook is quoted without its secret path', async () => {
    receiver.script = [answers.says(404, 'no_service at /services/T000/B000/s3cr3tpath')];
    await expect(sendOver(use, aPage, { secret: url })).rejects.toThrow(
      'answered 404: no_service at [secret]',
    );
  });
});
