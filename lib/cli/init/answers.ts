import { addressForms } from '#checks/schema';
import { isZone } from '#checks/time-zone';
import type { Subscription } from '#define/index';

/** What a new project asks its user. All of it can be written into the files later. */
export interface Answers {
  /** Twelve digits. @default - that of the AWS credentials */
  readonly account?: string;
  /** @default - that of the AWS credentials */
  readonly region?: string;
  /** The team that owns the sample runbooks. @default team-web */
  readonly owner?: string;
  /** An IANA time zone, which pages show next to UTC and the digest uses. @default UTC */
  readonly timeZone?: string;
  /** Who is paged. @default - a placeholder, which synth refuses */
  readonly page?: Subscription;
  /** The second path to a phone. @default - a placeholder, which synth refuses */
  readonly backup?: Subscription;
}

/** How one answer is read from what was typed, and what it must be; undefined for anything else. */
interface Field<Value> {
  readonly expected: string;
  readonly read: (typed: string) => Value | undefined;
}

const matching = (expected: string, pattern: RegExp): Field<string> => ({
  expected,
  read: (typed) => (pattern.test(typed) ? typed : undefined),
});

const address: Field<Subscription> = {
  expected: `${addressForms.email.expected}, or ${addressForms.sms.expected}`,
  read: (endpoint) => {
    const protocol = (['email', 'sms'] as const).find((one) => addressForms[one].pattern.test(endpoint));
    return protocol && { protocol, endpoint };
  },
};

/** By the name of the answer, which is also the name of its option. */
export const fields: { readonly [name in keyof Answers]-?: Field<NonNullable<Answers[name]>> } = {
  account: matching('the twelve digits of an AWS account', /^\d{12}$/),
  region: matching('an AWS region, e.g. eu-central-1', /^[a-z]{2}(-[a-z]+)+-\d$/),
  owner: matching('a team in lower case, digits and hyphens, e.g. team-checkout', /^[a-z][a-z0-9-]{0,59}$/),
  timeZone: {
    expected: 'a time zone, e.g. Europe/Berlin',
    read: (typed) => (isZone(typed) ? typed : undefined),
  },
  page: address,
  backup: address,
};

/** The typed texts that are valid answers, and a sentence for each that is not. */
export function answersIn(typed: Readonly<Partial<Record<keyof Answers, string | undefined>>>): {
  readonly answers: Answers;
  readonly faults: readonly string[];
} {
  const given = Object.entries(typed).flatMap(([name, text]) =>
    text === undefined ? [] : [{ name: name as keyof Answers, text, value: readAs(name, text) }],
  );
  return {
    answers: Object.fromEntries(
      given.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
    faults: given.flatMap(({ name, text, value }) =>
      value === undefined ? [`${JSON.stringify(text)} is not ${fields[name].expected}.`] : [],
    ),
  };
}

const readAs = (name: string, text: string): unknown => fields[name as keyof Answers].read(text);
