import {
  CheckIfPhoneNumberIsOptedOutCommand,
  GetSMSAttributesCommand,
  GetSMSSandboxAccountStatusCommand,
  paginateListSMSSandboxPhoneNumbers,
} from '@aws-sdk/client-sns';
import type { EnvironmentSpec } from '#define/index';
import type { Check, Examination } from '../examination.ts';
import { type Found, forEach, looked, problem, warning } from '../finding.ts';

const calls = {
  status: 'sns:GetSMSSandboxAccountStatus',
  numbers: 'sns:ListSMSSandboxPhoneNumbers',
  optedOut: 'sns:CheckIfPhoneNumberIsOptedOut',
  attributes: 'sns:GetSMSAttributes',
} as const;

/**
 * Whether SNS delivers text messages to the numbers of the routes: it accepts messages for numbers that it does not serve,
 * without an error.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-sms-sandbox.html
 */
export const sms: Check = {
  name: 'sms',
  about: 'SNS delivers text messages to every number of the routes',
  needs: [],
  permissions: ({ spec }) =>
    numbersOf(spec).length === 0
      ? []
      : [
          {
            actions: Object.values(calls),
            resources: ['*'],
            anyResourceBecause: 'Text messages are a setting of the account; read only.',
          },
        ],
  run: async (examination) => {
    const numbers = numbersOf(examination.spec);
    if (numbers.length === 0) return [];
    return [
      ...(await sandboxOf(numbers, examination)),
      ...(await forEach(numbers, (number) => optOutOf(number, examination))),
      ...(await spendingOf(examination)),
    ];
  },
};

const numbersOf = ({ routes }: EnvironmentSpec): string[] => [
  ...new Set(
    Object.values(routes)
      .flat()
      .flatMap(({ protocol, endpoint }) => (protocol === 'sms' ? [endpoint] : [])),
  ),
];

const sandboxOf = (numbers: readonly string[], { account: { sns } }: Examination) =>
  looked('SMS sandbox', [calls.status, calls.numbers], async () => {
    const { IsInSandbox } = await sns.send(new GetSMSSandboxAccountStatusCommand({}));
    if (!IsInSandbox) return [];
    const verified = new Set<string | undefined>();
    for await (const page of paginateListSMSSandboxPhoneNumbers({ client: sns }, {})) {
      for (const { PhoneNumber, Status } of page.PhoneNumbers ?? []) {
        if (Status === 'Verified') verified.add(PhoneNumber);
      }
    }
    return numbers.flatMap((number) => (verified.has(number) ? [] : [unverified(number)]));
  });

const unverified = (number: string): Found =>
  problem(
    `SMS to ${number}`,
    'The account is in the SMS sandbox, and this number is not verified there: SNS sends it nothing.',
    'Verify the number in the SNS console under Text messaging (SMS), or ask AWS there to take the account out of the sandbox.',
  );

const optOutOf = (number: string, { account: { sns } }: Examination) =>
  looked(`SMS to ${number}`, [calls.optedOut], async () => {
    const { isOptedOut } = await sns.send(new CheckIfPhoneNumberIsOptedOutCommand({ phoneNumber: number }));
    const found = problem(
      `SMS to ${number}`,
      'This number has opted out, for instance by the answer STOP: SNS sends it nothing.',
      'Opt it in again in the SNS console, which AWS allows once in 30 days.',
    );
    return isOptedOut ? [found] : [];
  });

/** In USD a month, if it is not set. https://docs.aws.amazon.com/sns/latest/dg/channels-sms-awssupport-spend-threshold.html */
const defaultLimit = 1;

/** A mass failure pages every five minutes; 1 USD buys a dozen text messages in many countries. */
const leastLimit = 10;

const spendingOf = ({ account: { sns } }: Examination) =>
  looked('SMS spending', [calls.attributes], async () => {
    const { attributes } = await sns.send(new GetSMSAttributesCommand({ attributes: ['MonthlySpendLimit'] }));
    const limit = Number(attributes?.['MonthlySpendLimit'] ?? defaultLimit);
    const found = warning(
      'SMS spending',
      `SNS stops sending text messages once they have cost ${limit} USD in a month: a dozen pages may be all.`,
      `Raise MonthlySpendLimit in the SNS console to ${leastLimit} USD or more; beyond its quota, AWS Support has to.`,
    );
    return limit < leastLimit ? [found] : [];
  });
