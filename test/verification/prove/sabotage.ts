import { leaseSort } from '#core/table/keys';
import type { Call } from '#testing/world/wire';
import { places } from '#testing/world/world';
import type { Sabotage } from '#verification/prove/play';

export type Json = Record<string, unknown>;

/** Tampers with calls on their way, as an engine would send them that had this mistake in it. */
export const tampering =
  (tamper: (input: Json, call: Call) => void): Sabotage =>
  ({ world: { wire } }) => {
    const before = wire.beforeEach;
    wire.beforeEach = (call) => {
      tamper(call.input as Json, call);
      return before(call);
    };
  };

export const itemsOf = (input: Json): Record<string, Json>[] =>
  (input['TransactItems'] ?? []) as Record<string, Json>[];

/** Pages go where nobody on call looks. */
export const pagesToTheWrongTopic = tampering((input) => {
  if (input['TopicArn'] === places.topics.page) input['TopicArn'] = places.topics.notice;
});

/** The deadline is not taken back after a page. */
export const deadlineStaysArmed = tampering((input, { command }) => {
  if (command === 'DeleteSchedule') input['Name'] = 'another';
});

/** A page carries a key of its own. */
export const keyOfItsOwn = tampering((input) => {
  const { deduplicationKey } = (input['MessageAttributes'] ?? {}) as Record<string, Json>;
  if (deduplicationKey) deduplicationKey['StringValue'] = 'a key of its own';
});

/** `started` is written whatever is there already. */
export const startsUnconditionally = tampering((input) => {
  for (const item of itemsOf(input)) {
    const { Item, UpdateExpression } = item['Put'] ?? item['Update'] ?? {};
    const isAttempt = String((Item as Json | undefined)?.['sk']).startsWith('ATTEMPT#');
    if (!isAttempt && UpdateExpression !== 'SET step = :step') continue;
    const { Put, Update } = item;
    const request = Put ?? Update;
    if (request) unconditional(request);
  }
});

/** DynamoDB refuses values that no expression names, so those of the condition go with it. */
function unconditional(request: Json): void {
  delete request['ConditionExpression'];
  const values = (request['ExpressionAttributeValues'] ?? {}) as Json;
  for (const name of Object.keys(values)) {
    if (!String(request['UpdateExpression'] ?? '').includes(name)) delete values[name];
  }
  if (Object.keys(values).length === 0) delete request['ExpressionAttributeValues'];
}

/** Each runbook has locks of its own on the same targets. */
export const locksOfItsOwn = tampering((input, { by }) => {
  const { execution = '' } = (by?.payload ?? {}) as { execution?: string };
  const runbook = execution.split(':').at(-2);
  if (runbook) renameTargets(input, runbook);
});

function renameTargets(value: unknown, suffix: string): void {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'pk' && String(inner).startsWith('TARGET#')) (value as Json)[key] = `${inner}#${suffix}`;
    else renameTargets(inner, suffix);
  }
}

/** Nobody asks what people have switched. */
export const looksPastTheSwitches = tampering((input) => {
  const values = (input['ExpressionAttributeValues'] ?? {}) as Json;
  if (values[':pk'] === 'MODES') values[':pk'] = 'NOTHING';
});

/** A step that asks for an approval gives it to itself. */
export const approvesItself = tampering((input) => {
  for (const { Update } of itemsOf(input)) {
    const values = (Update?.['ExpressionAttributeValues'] ?? {}) as Json;
    if (values[':approval']) values[':approval'] = { ...(values[':approval'] as Json), answer: 'approved' };
  }
});

/** Verdicts are written without giving up the locks. */
export const keepsItsLocks = tampering((input) => {
  const items = itemsOf(input);
  const kept = items.filter(
    ({ Update }) => !String(Update?.['UpdateExpression']).startsWith('SET leaseUntil'),
  );
  items.splice(0, items.length, ...kept);
});

/** A lease's record does not say whose change it is: whoever leaves the feature off looks like the engine. */
export const leasesNameNobody = tampering((input) => {
  for (const { Put } of itemsOf(input)) {
    const item = (Put?.['Item'] ?? {}) as Json;
    if (item['sk'] === leaseSort) delete (item['wrote'] as Json)['by'];
  }
});

/** An alarm that needs what is off already is not added to the lease. */
export const leasesCountNobody = tampering((input) => {
  if (String(input['UpdateExpression']).startsWith('SET alarms.#arn'))
    (input['ExpressionAttributeValues'] as Json)[':id'] = 'another';
});

/** A person who takes an incident leaves it on the list of its mass failure. */
export const staysOnTheList = tampering((input, { by }) => {
  if (by?.function !== 'person') return;
  for (const { Delete } of itemsOf(input))
    if (String((Delete?.['Key'] as Json | undefined)?.['sk']).startsWith('UNLISTED#'))
      (Delete?.['Key'] as Json)['sk'] = 'ELSEWHERE';
});

/** Each page that cannot be recorded leaves a mark of its own, which no other one finds. */
export const marksOfItsOwn = tampering((input, { command, index }) => {
  if (command === 'CreateSchedule' && String(input['Name']).startsWith('unrecorded-'))
    input['Name'] = `${input['Name']}-${index}`;
});

/** A change is taken back whoever has its target. */
export const restoresWhateverIsKept = tampering((input) => {
  for (const item of itemsOf(input)) {
    const { ConditionCheck, Update } = item;
    if (String(ConditionCheck?.['ConditionExpression']).endsWith('#until <= :now') && ConditionCheck)
      ConditionCheck['ConditionExpression'] = 'attribute_not_exists(pk) OR #until <= :now OR #until > :now';
    if (String(Update?.['UpdateExpression']).startsWith('SET holder = :holder, busyUntil') && Update)
      Update['ConditionExpression'] = 'attribute_not_exists(pk) OR leaseUntil <= :now OR leaseUntil > :now';
  }
});

/** The mark of a drill names what its runbook acts on, whatever the drill has named. */
export const marksNameEverything: Sabotage = (setup) => {
  const all = setup.players.flatMap(({ targets }) => targets.flat());
  tampering((input) => {
    for (const { Update } of itemsOf(input)) {
      const values = (Update?.['ExpressionAttributeValues'] ?? {}) as Json;
      if (values[':mark']) values[':mark'] = { ...(values[':mark'] as Json), targets: all };
    }
  })(setup);
};
