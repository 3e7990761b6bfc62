import { createHmac } from 'node:crypto';
import type { HttpResponse } from '#lambdas/answer/contract';
import type { Night } from '#testing/run';
import { answerUrl } from '#testing/services';
import type { Message } from '#testing/world/sns';
import { places } from '#testing/world/world';

/** The link to the answer page that a message has. */
export function linkIn({ body }: Pick<Message, 'body'>): string {
  const [, link] = /^Answer: (\S+)$/m.exec(body) ?? [];
  if (!link) throw new Error(`There is no link in:\n${body}`);
  return link;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** A request as a Lambda function URL hands it over. */
export const requestOf = (path: string, { method = 'GET', headers = {}, ...more }: Asking = {}) => ({
  version: '2.0',
  rawPath: path,
  rawQueryString: '',
  headers: { host: new URL(answerUrl).host, 'user-agent': 'phone', ...headers },
  requestContext: { http: { method, path, sourceIp: '192.0.2.1' }, timeEpoch: 0 },
  isBase64Encoded: false,
  ...more,
});

/** Whoever holds a phone, and pagers that post to the endpoint: requests reach the stage's function as AWS invokes it. */
export function aPhone({ world }: Night) {
  const ask = (path: string, asking?: Asking): Promise<HttpResponse> =>
    world.lambda.invokeLater(places.function('answer'), requestOf(path, asking)) as Promise<HttpResponse>;
  const open = (link: string): Promise<HttpResponse> => ask(new URL(link).pathname);
  const press = (link: string, verb: string): Promise<HttpResponse> =>
    ask(new URL(link).pathname, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `verb=${verb}`,
    });
  return { ask, open, press };
}

export const buttonsOf = ({ body }: HttpResponse): string[] =>
  [...body.matchAll(/<button class="\w+">([^<]*)<\/button>/g)].map(([, label = '']) => label);

/** What Slack posts when a button is pressed, signed with a secret. */
export function slackPress(
  secret: string,
  at: Date,
  {
    user = 'U0ANNA00',
    verb,
    incident,
    step,
  }: { readonly user?: string; readonly verb: string; readonly incident: string; readonly step?: number },
): Asking {
  const payload = {
    type: 'block_actions',
    user: { id: user, username: 'anna' },
    response_url: 'https://hooks.slack.com/actions/T0/1/answer-url',
    message: { text: 'shop-5xx', blocks: [{ type: 'header' }, { type: 'actions' }, { type: 'context' }] },
    actions: [
      {
        action_id: verb,
        block_id: 'nightshift',
        value: JSON.stringify({ incident, ...(step ? { step } : {}) }),
      },
    ],
  };
  const body = `payload=${encodeURIComponent(JSON.stringify(payload))}`;
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const signature = `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  return {
    method: 'POST',
    headers: { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': signature },
    body,
  };
}

/** What PagerDuty posts of an incident that was opened under a key, signed with secrets. */
export function pagerDutyEvent(
  secrets: readonly string[],
  event: {
    readonly type: string;
    readonly at: string;
    readonly key: string;
    readonly by?: string;
    readonly byType?: string;
  },
): Asking {
  const person = { id: 'P1', type: event.byType ?? 'user_reference', summary: event.by ?? 'Anna' };
  const body = JSON.stringify({
    event: {
      id: 'one',
      event_type: event.type,
      resource_type: 'incident',
      occurred_at: event.at,
      agent: person,
      data: { id: 'PT4', type: 'incident', incident_key: event.key, assignees: [person] },
    },
  });
  const signatures = secrets.map((secret) => `v1=${createHmac('sha256', secret).update(body).digest('hex')}`);
  return { method: 'POST', headers: { 'x-pagerduty-signature': signatures.join(',') }, body };
}
