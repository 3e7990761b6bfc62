import { readWhole } from '#core/incident/history';
import { type Verb, verbs } from '#core/page/verbs';
import { Refusal } from '#core/people/change';
import { type NotALink, type ReadLink, readLink } from '#core/people/link';
import { useLink } from '#core/people/use-link';
import { errorText } from '#core/text';
import { bodyOf } from './body.ts';
import { HttpRequest, type HttpResponse } from './contract.ts';
import { htmlResponse, seeOther, textResponse } from './http.ts';
import { readSeen } from './read.ts';
import { receive } from './receive.ts';
import type { AnswerServices } from './services.ts';
import { incidentPage, messagePage } from './view.ts';

/** What the log says about a request: never its path, headers or body, which hold the link or a signature. */
export interface Told {
  readonly status: number;
  readonly what: string;
  readonly incident?: string;
  readonly via?: string;
}

/** An answer, and what the log says about it. */
export interface Answered {
  readonly response: HttpResponse;
  readonly told: Told;
}

const saying = (response: HttpResponse, what: string, more: Partial<Told> = {}): Answered => ({
  response,
  told: { status: response.statusCode, what, ...more },
});

/**
 * Answers one request of the public endpoint. GET changes nothing, since mail scanners follow links. Only POST acts, once for
 * each link. Never throws: the caller gets no details of an error, the log does.
 */
export async function answer(event: unknown, services: AnswerServices): Promise<Answered> {
  const given = HttpRequest.safeParse(event);
  if (!given.success) return saying(textResponse(400, 'Bad request.\n'), 'not a request');
  try {
    return await routed(given.data, services);
  } catch (error) {
    // Errors of ours or of AWS contain no link, since no call has one.
    console.error('answer failed', { error: errorText(error) });
    const text =
      'It may not have been done. Wait a minute and try again, or use the command in the message that brought you here.';
    return saying(htmlResponse(500, messagePage('Something went wrong', text)), 'failed');
  }
}

async function routed(request: HttpRequest, services: AnswerServices): Promise<Answered> {
  const { rawPath } = request;
  const { method } = request.requestContext.http;
  const isRead = method === 'GET' || method === 'HEAD';
  if (rawPath === '/health') return isRead ? saying(textResponse(200, 'ok\n'), 'health') : notAllowed();
  const [, token] = /^\/i\/([\w.-]{1,1000})$/.exec(rawPath) ?? [];
  if (token !== undefined) {
    if (isRead) return show(token, services);
    return method === 'POST' ? press(token, request, services) : notAllowed();
  }
  const receivers = Object.hasOwn(services.receivers, rawPath.slice(1))
    ? services.receivers[rawPath.slice(1)]
    : undefined;
  if (!receivers) return saying(textResponse(404, 'Not found.\n'), 'not found');
  if (method !== 'POST') return notAllowed();
  const { response, what, incident, via } = await receive(request, receivers, services);
  return saying(response, what, { ...(incident ? { incident } : {}), ...(via ? { via } : {}) });
}

const notAllowed = (): Answered => saying(textResponse(405, 'Method not allowed.\n'), 'method not allowed');

async function linkIn(
  token: string,
  { key, environment, now }: AnswerServices,
): Promise<ReadLink | NotALink> {
  return readLink(token, { key: await key(), environment }, now());
}

const wrongLinks: Readonly<Record<NotALink, readonly [status: number, title: string, text: string]>> = {
  'not-genuine': [
    404,
    'This link does not count',
    'It is not complete, or its key was replaced. Use the command in the message that brought you here.',
  ],
  expired: [410, 'This link has expired', 'Use the command in the message that brought you here.'],
};

function wrong(reason: NotALink): Answered {
  const [status, title, text] = wrongLinks[reason];
  return saying(htmlResponse(status, messagePage(title, text)), reason);
}

async function show(token: string, services: AnswerServices): Promise<Answered> {
  const link = await linkIn(token, services);
  if (typeof link === 'string') return wrong(link);
  const { incident, via } = link.claims;
  const seen = await readSeen(link, services);
  if (!seen) return wrong('not-genuine');
  return saying(htmlResponse(200, incidentPage(link, seen, pathOf(token))), 'shown', { incident, via });
}

const pathOf = (token: string): string => `/i/${token}`;

async function press(token: string, request: HttpRequest, services: AnswerServices): Promise<Answered> {
  const link = await linkIn(token, services);
  if (typeof link === 'string') return wrong(link);
  const { incident, via } = link.claims;
  const verb = verbIn(request);
  if (!verb) return saying(textResponse(400, 'Bad request.\n'), 'no verb', { incident, via });
  const whole = await readWhole(services.database, incident);
  if (!whole) return wrong('not-genuine');
  try {
    await useLink(link, verb, whole, services);
    return saying(seeOther(pathOf(token)), `done: ${verb}`, { incident, via });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const page = messagePage('Nothing was changed', error.message);
    return saying(htmlResponse(409, page), `refused: ${verb}`, { incident, via });
  }
}

/** The form's only field. Anything else is not our form. */
function verbIn(request: HttpRequest): Verb | undefined {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') return undefined;
  const fields = [...new URLSearchParams(bodyOf(request))];
  const [[name, value] = []] = fields;
  return fields.length === 1 && name === 'verb' ? verbs.find((verb) => verb === value) : undefined;
}
