import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import type { Genuine, Receive, Received, ReceiverTools } from '#channel/receiver';
import { verbs } from '#core/page/verbs';
import { epochSeconds } from '#core/time';
import { answered, ButtonValue } from './buttons.ts';
import type { Settings } from './channel.ts';

/** How far a request's timestamp may be from our clock, in seconds. */
const windowSeconds = 300;

/**
 * `v0=` and the hexadecimal HMAC-SHA256 of `v0:`, the timestamp, a colon and the body.
 * https://docs.slack.dev/authentication/verifying-requests-from-slack
 */
function isGenuine(secret: string, { headers, body }: Received, now: Date): boolean {
  const timestamp = headers['x-slack-request-timestamp'] ?? '';
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  if (Math.abs(epochSeconds(now) - Number(timestamp)) > windowSeconds) return false;
  const expected = Buffer.from(
    `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`,
  );
  const given = Buffer.from(headers['x-slack-signature'] ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/**
 * The fields of a pressed button that are read. Slack may send more.
 * https://docs.slack.dev/reference/interaction-payloads/block_actions-payload
 */
const Pressed = z.object({
  type: z.literal('block_actions'),
  user: z.object({ id: z.string() }),
  response_url: z.string().check(z.startsWith('https://hooks.slack.com/')),
  message: z.object({
    text: z.optional(z.string()),
    blocks: z.optional(z.array(z.looseObject({ type: z.string() }))),
  }),
  actions: z.array(z.object({ action_id: z.string(), value: z.optional(z.string()) })).check(z.minLength(1)),
});
type Pressed = z.infer<typeof Pressed>;

/** Reads a pressed button. Who pressed it has to be among the people of the settings. */
export const receive: Receive<Settings> = async ({ answers }, request, tools) => {
  if (!answers || !isGenuine(await tools.secret(answers.signingSecret), request, tools.now()))
    return undefined;
  const { data } = Pressed.safeParse(jsonIn(new URLSearchParams(request.body).get('payload') ?? ''));
  return data ? asked(data, answers.people, tools) : {};
};

function asked(pressed: Pressed, people: Readonly<Record<string, string>>, tools: ReceiverTools): Genuine {
  const tell: Genuine['tell'] = (said) => tools.post(pressed.response_url, answered(pressed.message, said));
  const [action] = pressed.actions;
  const verb = verbs.find((one) => one === action?.action_id);
  const value = ButtonValue.safeParse(jsonIn(action?.value ?? ''));
  // A link shown as a button arrives as an action, too.
  if (!verb || !value.success) return {};
  const { id } = pressed.user;
  const by = Object.hasOwn(people, id) ? people[id] : undefined;
  if (by === undefined)
    return {
      refused: `${id} is not among the people who may answer here. Add it to the channel's settings.`,
      tell,
    };
  const { incident, step } = value.data;
  return { wish: { verb, about: { incident }, by, ...(step ? { step } : {}) }, tell };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
