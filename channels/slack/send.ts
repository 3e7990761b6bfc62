import * as z from 'zod/mini';
import type { Message, Send, Tools } from '#channel/sender';
import type { Kind } from '#core/channel/define-channel';
import type { Link, Urgency } from '#core/page/message';
import { cut } from '#core/text';
import { buttonsOf, withLine } from './buttons.ts';
import type { Settings } from './channel.ts';

/**
 * In characters, and blocks in one message.
 * https://docs.slack.dev/reference/block-kit/blocks/header-block, /section-block and /block-kit
 */
const longest = { header: 150, section: 3_000, context: 2_000, blocks: 50 };

/**
 * Characters of all sections of a message. Slack refuses more than some 12,000 in all blocks (`msg_blocks_too_long`), which its
 * reference does not say: https://github.com/slackapi/bolt-js/issues/2509
 */
const longestMessage = 10_000;

/**
 * Escapes the three characters by which Slack marks links, mentions and entities.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const marks: Readonly<Record<Urgency, string>> = { high: '🔴', low: '🟡' };
const markOf = (kind: Kind, urgency: Urgency): string =>
  kind === 'page' ? marks[urgency] : kind === 'resolved' ? '🟢' : '⚪';

const said: Readonly<Record<Kind, (urgency: Urgency) => string>> = {
  page: (urgency) => `Page, urgency ${urgency}`,
  notice: () => 'Notice',
  update: () => 'Update of a page',
  acknowledged: () => 'A person has it',
  resolved: () => 'Resolved',
};

/** Kinds without a header: they are lines among others. */
const lines: readonly Kind[] = ['notice', 'update', 'acknowledged'];

/**
 * The message in Block Kit: the first line as its header, the text in sections, links and facts as context. Notices, updates and
 * acknowledgments have no header. Untrusted text is `plain_text`, in which Slack interprets nothing, except in the fallback line
 * and the context, where it is escaped.
 * @param hasButtons whether buttons below the message offer what its reader may do @default false
 */
export function messageOf(message: Message, hasButtons = false) {
  const { kind, body, urgency = 'high', about, deduplicationKey, offers } = message;
  const [first = ''] = body.split('\n');
  const mark = markOf(kind, urgency);
  const isLine = lines.includes(kind);
  const buttons = hasButtons && offers ? [buttonsOf(offers)] : [];
  const begin = [
    said[kind](urgency),
    ...(about ? [escaped(`${about.runbook} of ${message.owner}, incident ${about.incident}`)] : []),
  ];
  const key = `Key ${escaped(deduplicationKey)}`;
  const links = thatFit(linksOf(about?.links ?? []), longest.context - joined([...begin, key]).length);
  const context = [...begin, ...links, key];
  const blocks = [
    isLine
      ? { type: 'section', text: plain(cut(`${mark} ${first}`, longest.section)) }
      : { type: 'header', text: plain(cut(`${mark} ${first}`, longest.header)) },
    ...inAll(partsOf(message)).map((text) => ({ type: 'section', text: plain(text) })),
  ];
  return {
    // Notifications and lock screens show this: the whole line, with nothing before it.
    text: escaped(first),
    blocks: [
      ...blocks.slice(0, longest.blocks - 1 - buttons.length),
      ...buttons,
      {
        type: 'context',
        elements: [{ type: 'mrkdwn', verbatim: true, text: joined(context) }],
      },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

/** The text below the first line: the facts in one section and each part under its heading in another, or the text as it is. */
function partsOf({ body, facts = {}, sections = [] }: Message): string[] {
  const said = Object.entries(facts).map(([title, text]) => `${title}: ${text}`);
  const texts = [said.join('\n'), ...sections.map(({ title, lines: its }) => [title, ...its].join('\n'))];
  const composed = texts.filter(Boolean);
  const whole = body.split('\n').slice(1).join('\n').trim();
  return (composed.length > 0 ? composed : [whole]).flatMap(sectionsOf);
}

const plain = (text: string) => ({ type: 'plain_text', emoji: false, text });

const linksOf = (links: readonly Link[]): string[] =>
  links.map(({ title, url }) => `<${escaped(url).replaceAll('|', '%7C')}|${escaped(title)}>`);

const joined = (parts: readonly string[]): string => parts.join(' · ');

/** As many links as there is room for, the longest left out first: a cut link would lead nowhere. */
function thatFit(links: readonly string[], room: number): readonly string[] {
  if (links.length === 0 || joined(['', ...links]).length <= room) return links;
  const longestOne = links.reduce((one, other) => (other.length > one.length ? other : one));
  return thatFit(
    links.filter((link) => link !== longestOne),
    room,
  );
}

/** As many sections as a message may have in all, and what is missing. */
function inAll(sections: readonly string[]): readonly string[] {
  let length = 0;
  const end = sections.findIndex((section) => {
    length += section.length;
    return length > longestMessage;
  });
  return end < 0 ? sections : [...sections.slice(0, end), 'Too long for Slack: the dashboard has the rest.'];
}

/** A text in as many pieces as it takes, cut between lines where there are any. */
function sectionsOf(text: string): string[] {
  const sections: string[] = [];
  let left = text;
  while (left) {
    const end = left.length <= longest.section ? left.length : left.lastIndexOf('\n', longest.section);
    const size = end > 0 ? end : longest.section;
    sections.push(cut(left, size));
    left = left.slice(size).trimStart();
  }
  return sections;
}

/** What a bot remembers of a page's message, so that what follows can be added to it. */
const Posted = z.object({
  ts: z.string(),
  message: z.object({ text: z.string(), blocks: z.array(z.looseObject({ type: z.string() })) }),
});

/** Kinds that follow a page sent before. */
const followUps: readonly Kind[] = ['update', 'acknowledged', 'resolved'];

export const send: Send<Settings> = async (settings, message, tools) => {
  const own = { ...messageOf(message, settings.answers !== undefined) };
  if (settings.webhookUrl) return byWebhook(await tools.secret(settings.webhookUrl), own, tools);
  const { botToken, channel } = settings;
  if (!botToken || !channel) throw new Error('Slack needs a webhookUrl, or a botToken and a channel');
  const token = await tools.secret(botToken);
  const known = followUps.includes(message.kind) ? Posted.safeParse(await tools.recall()).data : undefined;
  const keepsButtons = message.kind === 'update';
  const said = `${markOf(message.kind, message.urgency ?? 'high')} ${message.body.split('\n')[0]}`;
  const shown = known ? withLine(known.message, cut(said, longest.context), keepsButtons) : own;
  const method = known ? 'chat.update' : 'chat.postMessage';
  const ts = await byBot(token, method, { channel, ...shown, ...(known ? { ts: known.ts } : {}) }, tools);
  if (message.kind === 'page' || known) await tools.remember({ ts, message: shown });
};

/**
 * Slack answers 200 and `ok` once the message is in its channel. Any other answer, from it or a proxy in front of it, is a
 * refusal.
 * https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling-errors
 */
const byWebhook = (url: string, message: object, tools: Tools): Promise<void> =>
  tools.post(
    () => ({ url, body: JSON.stringify(message) }),
    (status, said) => status === 200 && said.trim() === 'ok',
  );

/**
 * The Web API answers 200 whatever happened. `"ok": true` says that it was done, and `ts` names the message.
 * https://docs.slack.dev/apis/web-api/#responses, https://docs.slack.dev/reference/methods/chat.postMessage
 */
async function byBot(token: string, method: string, message: object, tools: Tools): Promise<string> {
  let ts = '';
  await tools.post(
    () => ({
      url: `https://slack.com/api/${method}`,
      body: JSON.stringify(message),
      headers: { authorization: `Bearer ${token}` },
    }),
    // Only the beginning of a long answer is read, so it may not be whole JSON.
    (status, answer) => {
      ts = /"ts":\s*"([\d.]+)"/.exec(answer)?.[1] ?? '';
      return status === 200 && /"ok":\s*true/.test(answer);
    },
  );
  return ts;
}
