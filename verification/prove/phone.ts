import type { HttpResponse } from '#lambdas/answer/contract';
import { outsideInvocations } from '#testing/world/invocation';
import type { Message } from '#testing/world/sns';
import { places, type World } from '#testing/world/world';
import type { Done } from './people.ts';
import type { Act } from './story.ts';

/** What can be done by the link in a request; everything else is typed. */
const answersByLink: readonly Act[] = ['approve', 'deny'];

/** How long after a message a mail scanner opens its link, in seconds: before any person reads it. */
const scannedAfter = 1;

/** The path of the link by which a message can be answered. */
const pathIn = ({ body }: Message): string | undefined => {
  const [, link] = /^Answer: (https:\S+)$/m.exec(body) ?? [];
  return link && new URL(link).pathname;
};

/**
 * A phone on which people answer requests for an approval by their links. A link reaches the answer page's own function, which is
 * invoked as AWS does it. A mail scanner opens each link as soon as it has arrived.
 * @returns a function that presses a button and says whether that worked; it returns undefined where there is no link
 */
export function phoneIn(world: World) {
  const ask = (rawPath: string, method: string, form: object): Promise<HttpResponse> =>
    world.lambda.invoke(places.function('answer'), {
      rawPath,
      headers: {},
      requestContext: { http: { method } },
      ...form,
    }) as Promise<HttpResponse>;
  const heard = world.sns.onMessage;
  world.sns.onMessage = (message) => {
    heard(message);
    const path = pathIn(message);
    if (!path) return;
    const scan = () => void ask(path, 'GET', {}).catch(() => {});
    outsideInvocations(() => world.clock.after(scannedAfter, scan));
  };
  return (does: Act, { incident, step }: Pick<Done, 'incident' | 'step'>): Promise<boolean> | undefined => {
    const its = new RegExp(`/approval-${step ?? '\\d+'}$`);
    const request = world.sns.messages.findLast(
      ({ body, deduplicationKey = '' }) =>
        its.test(deduplicationKey) && incident !== undefined && body.includes(incident),
    );
    const path = answersByLink.includes(does) && request && linked(world, request);
    if (!path) return undefined;
    const form = {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `verb=${does}`,
    };
    return ask(path, 'POST', form).then(({ statusCode }) => statusCode === 303);
  };
}

/** The link of a request, from whichever of its copies has one: if the request pages, the owner's copy has none. */
const linked = (world: World, { deduplicationKey }: Message): string | undefined =>
  world.sns.messages
    .filter((one) => one.deduplicationKey === deduplicationKey)
    .map(pathIn)
    .findLast((path) => path !== undefined);
