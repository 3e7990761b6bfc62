import { answerApproval, wakeAsker } from '#core/incident/answer-approval';
import { lastAsked } from '#core/incident/approvals';
import { readIncident } from '#core/incident/incidents';
import { outsideInvocations } from './world/invocation.ts';
import type { Message } from './world/sns.ts';
import { places, type World } from './world/world.ts';

/** What a person answers to one request for approval. @default - nothing */
export type Says = (incident: string, step: number) => boolean | undefined;

/**
 * Plays a person who reads the owner's channel and answers requests for approval, as `nightshift approve` and `deny` do.
 * @param says whether a step is approved; undefined: nobody answers
 * @param afterSeconds how long after the request
 */
export function letAnswer(world: World, says: Says, afterSeconds = 30): void {
  const heard = world.sns.onMessage;
  world.sns.onMessage = (message) => {
    heard(message);
    const { incident, step } = requestIn(message) ?? {};
    if (incident === undefined || step === undefined) return;
    const approves = says(incident, step);
    if (approves === undefined) return;
    outsideInvocations(() => {
      world.clock.after(afterSeconds, () => {
        // A person would see that their call failed, and might not try again.
        answer(world, incident, approves).catch((error: unknown) => console.warn('not answered', { error }));
      });
    });
  };
}

function requestIn({ topic, body, deduplicationKey = '' }: Message) {
  const step = deduplicationKey.match(/\/approval-(\d+)$/)?.[1];
  const incident = step && body.match(/nightshift approve (\S+)/)?.[1];
  return topic === places.topics.notice && incident ? { incident, step: Number(step) } : undefined;
}

/** Answers what an incident is asking right now. */
export async function answer(world: World, id: string, approves: boolean, by = 'anna'): Promise<void> {
  const database = { client: world.clients.documents, table: places.table };
  const record = await readIncident(database, id);
  const asked = record && lastAsked(record.incident);
  if (!record || !asked) return;
  const given = {
    answer: approves ? 'approved' : 'denied',
    by,
    why: approves ? 'go on' : 'not now',
    at: world.clock.now().toISOString(),
  } as const;
  if (await answerApproval(database, record.incident, asked, given)) {
    await wakeAsker(database, world.clients.sfn, record.incident, given);
  }
}
