import { planIn } from '#cli/doctor/plan';
import { readPolicy } from '#cli/doctor/policy';
import { type Answers, denied, findings, place, spec } from './account.ts';

const number = '+4915112345678';
const noSms = {
  routes: { ...spec.routes, backup: [{ protocol: 'email', endpoint: 'b@shop.test' }] },
} as const;
const subscribed = { ListSubscriptionsByTopic: { Subscriptions: [] } };

const found = async (answers: Answers) => (await findings({ answers })).found;

describe('a number that pages go to by SMS', () => {
  const inSandbox = { GetSMSSandboxAccountStatus: { IsInSandbox: true } };
  const listed = (Status: string) => ({
    ListSMSSandboxPhoneNumbers: { PhoneNumbers: [{ PhoneNumber: number, Status }] },
  });

  test.each([
    ['is not among the verified ones of the sandbox', { ListSMSSandboxPhoneNumbers: { PhoneNumbers: [] } }],
    ['waits to be verified', listed('Pending')],
  ])('that %s gets nothing: a problem', async (_, answers) => {
    expect(await found({ ...inSandbox, ...answers })).toMatchObject([
      {
        check: 'sms',
        severity: 'problem',
        about: `SMS to ${number}`,
        found: expect.stringContaining('not verified'),
      },
    ]);
  });

  test('that is verified in the sandbox is served', async () => {
    expect(await found({ ...inSandbox, ...listed('Verified') })).toEqual([]);
  });

  test('that has opted out gets nothing: a problem', async () => {
    expect(await found({ CheckIfPhoneNumberIsOptedOut: { isOptedOut: true } })).toMatchObject([
      { check: 'sms', severity: 'problem', found: expect.stringContaining('opted out') },
    ]);
  });

  test.each([
    ['is as it comes', { attributes: {} }],
    ['is 1 USD', { attributes: { MonthlySpendLimit: '1' } }],
    ['is not said', {}],
  ])('has few messages a month where the spending limit %s: a warning', async (_, GetSMSAttributes) => {
    expect(await found({ GetSMSAttributes })).toMatchObject([
      { check: 'sms', severity: 'warning', found: expect.stringContaining('1 USD in a month') },
    ]);
  });

  test('is not taken for served where AWS does not answer', async () => {
    const answers = {
      GetSMSSandboxAccountStatus: denied('GetSMSSandboxAccountStatus'),
      CheckIfPhoneNumberIsOptedOut: denied('CheckIfPhoneNumberIsOptedOut'),
      GetSMSAttributes: denied('GetSMSAttributes'),
    };
    const unchecked = await found(answers);
    expect(unchecked.map(({ severity }) => severity)).toEqual(['unchecked', 'unchecked', 'unchecked']);
  });
});

describe('an environment without SMS', () => {
  test('asks AWS nothing about it, and needs no permission for it', async () => {
    const refusing = Object.fromEntries(
      ['GetSMSSandboxAccountStatus', 'CheckIfPhoneNumberIsOptedOut', 'GetSMSAttributes'].map((call) => [
        call,
        denied(call),
      ]),
    );
    const { found: its } = await findings({ answers: { ...refusing, ...subscribed }, environment: noSms });
    expect(its.filter(({ check }) => check === 'sms')).toEqual([]);
    const without = planIn(place, { spec: { ...spec, ...noSms }, runbooks: [] });
    const withIt = planIn(place, { spec, runbooks: [] });
    expect(JSON.stringify(await readPolicy(without))).not.toContain('SMS');
    expect(JSON.stringify(await readPolicy(withIt))).toContain('sns:GetSMSSandboxAccountStatus');
  });
});
