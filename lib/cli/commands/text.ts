import { line } from '#core/text';

/** Characters that a terminal may act on and JSON leaves as they are. */
const unprintable = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One line of JSON that is safe to print in a terminal. */
export const asJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    unprintable,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

export { moment } from '#core/time';
export { paint, table } from '../table.ts';

/** `ecs service/shop/web`: the part of a target's ARN that is unique in the account. */
export function targetName(arn: string): string {
  const [, , service = '', , , ...resource] = arn.split(':');
  return resource.length > 0 ? line(`${service} ${resource.join(':')}`) : line(arn);
}

/** Text for a terminal, as one capped line without control characters. */
export const shown = (text: string | undefined, atMost = 300): string => line(text ?? '', atMost);
