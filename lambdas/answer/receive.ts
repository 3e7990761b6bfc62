import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Genuine, Wish } from '#channel/receiver';
import type { OpenReceiver } from '#channel/receivers';
import { readWhole } from '#core/incident/history';
import { act, doneInWords } from '#core/people/act';
import { Refusal } from '#core/people/change';
import { ifItHolds } from '#core/table/database';
import { pageKey } from '#core/table/keys';
import { errorText } from '#core/text';
import { iso } from '#core/time';
import { bodyOf } from './body.ts';
import type { HttpRequest, HttpResponse } from './contract.ts';
import { textResponse } from './http.ts';
import type { AnswerServices } from './services.ts';

interface Heard {
  readonly response: HttpResponse;
  /** For the log. */
  readonly what: string;
  readonly incident?: string;
  readonly via?: string;
}

/** Any 2xx tells a channel not to send it again. */
const heard = (): HttpResponse => textResponse(200, '');

/**
 * Handles what a channel posted, if it is signed with the secret of one of its settings. A refusal is an answer; a failure is
 * thrown, so that the channel sends it again.
 */
export async function receive(
  request: HttpRequest,
  receivers: readonly OpenReceiver[],
  services: AnswerServices,
): Promise<Heard> {
  const received = { headers: request.headers, body: bodyOf(request) };
  for (const receiver of receivers) {
    const genuine = await receiver.receive(received);
    if (genuine) return carryOut(genuine, receiver.title, services);
  }
  return { response: textResponse(401, 'Not signed.\n'), what: 'not signed' };
}

async function carryOut(
  { wish, refused, tell = async () => {} }: Genuine,
  title: string,
  services: AnswerServices,
): Promise<Heard> {
  const say = (text: string, ok: boolean) =>
    tell({ text, ok }).catch((error: unknown) =>
      console.warn('channel not told what became of it', { channel: title, error: errorText(error) }),
    );
  if (refused) await say(refused, false);
  if (!wish) return { response: heard(), what: refused ? 'refused' : 'nothing asked', via: title };
  const incident = await incidentOf(wish, services);
  const whole = incident && (await readWhole(services.database, incident));
  if (!whole) {
    await say('There is no such incident any more.', false);
    return { response: heard(), what: 'no such incident', via: title };
  }
  const about = { incident: whole.incident.id, via: title };
  const change = { by: wish.by, why: `answered in ${title}`, at: iso(services.now()) };
  try {
    const done = await act(whole, wish, change, { ...services, startUpdate: besides(title, wish, services) });
    await say(doneInWords(done), true);
    await remember(wish, services);
    return { response: heard(), what: `done: ${wish.verb}`, ...about };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    await say(error.message, false);
    return { response: heard(), what: `refused: ${wish.verb}`, ...about };
  }
}

/** The pager that reported it gets no update: an incident reassigned there would count as acknowledged. */
const besides =
  (title: string, { about }: Wish, { startUpdate }: AnswerServices): AnswerServices['startUpdate'] =>
  (input) =>
    startUpdate(
      'page' in about && 'update' in input
        ? { ...input, update: { ...input.update, heardOver: title } }
        : input,
    );

/** @returns undefined if no page has that key, or a newer event about it came before */
async function incidentOf({ about, at }: Wish, { database }: AnswerServices): Promise<string | undefined> {
  if ('incident' in about) return about.incident;
  const { Item } = await database.client.send(
    new GetCommand({ TableName: database.table, Key: pageKey(about.page), ConsistentRead: true }),
  );
  const { incident, heardOf = '' } = (Item ?? {}) as { incident?: string; heardOf?: string };
  return at !== undefined && at <= heardOf ? undefined : incident;
}

/** Events may come twice, and after newer ones. Written after the work is done, since failed work has to come again. */
async function remember({ about, at }: Wish, { database }: AnswerServices): Promise<void> {
  if (!('page' in about) || at === undefined) return;
  await ifItHolds(
    database.client.send(
      new UpdateCommand({
        TableName: database.table,
        Key: pageKey(about.page),
        ConditionExpression: 'attribute_exists(pk) AND (attribute_not_exists(heardOf) OR heardOf < :at)',
        UpdateExpression: 'SET heardOf = :at',
        ExpressionAttributeValues: { ':at': at },
      }),
    ),
  );
}
