import pagerDuty from '#channels/pagerduty/channel';
import slack from '#channels/slack/channel';
import snsTopic from '#channels/sns-topic/channel';
import webhook from '#channels/webhook/channel';
import { secret } from '#define/index';
import { accepts, anEnvironment, aRunbook, reports } from './fixtures.ts';

const kept = secret('arn:aws:secretsmanager:eu-central-1:111122223333:secret:pager/key-a1B2c3');
const parameter = secret('arn:aws:ssm:eu-central-1:111122223333:parameter/pager/key', {
  kmsKey: 'arn:aws:kms:eu-central-1:111122223333:key/0f0f0f0f-0000-4000-8000-000000000000',
});
const url = 'https://pager.shop.test/nightshift';
const refuses = (mistake: string, changes: object, problem: RegExp) =>
  reports(mistake, aRunbook(), problem, { ...anEnvironment(), ...changes });
const takes = (what: string, changes: object) =>
  accepts(what, aRunbook(), { ...anEnvironment(), ...changes });

describe('channels of pages', () => {
  takes('every channel that there is, with secrets of both kinds', {
    channels: [
      pagerDuty({ routingKey: kept }),
      pagerDuty({ routingKey: parameter, endpoint: 'https://events.eu.pagerduty.com/v2/enqueue' }),
      slack({ webhookUrl: parameter }),
      webhook({ url, signingKey: kept }),
      snsTopic({ topicArn: 'arn:aws:sns:eu-central-1:111122223333:team-shop' }),
    ],
  });
  refuses(
    'a channel that there is not',
    { channels: [{ channel: 'pagerdutty', settings: {} }] },
    /^channels\[0\]\.channel: a channel; did you mean `pagerduty`\?$/,
  );
  refuses(
    'a misspelt setting',
    { channels: [{ channel: 'pagerduty', settings: { routingkey: kept } }] },
    /^channels\[0\]\.settings\.routingkey: .*did you mean `routingKey`\?$/,
  );
  refuses(
    'the secret itself in place of where it is kept',
    { channels: [{ channel: 'pagerduty', settings: { routingKey: 'R0UT1NGKEY' } }] },
    /^channels\[0\]\.settings\.routingKey: secret\('…'\) with the ARN of .*, never the secret itself$/,
  );
  refuses(
    'a secret by its name',
    { channels: [slack({ webhookUrl: secret('pager/key') })] },
    /^channels\[0\]\.settings\.webhookUrl\.secret: secret\('…'\) with the ARN/,
  );
  refuses(
    'a topic that is none',
    { channels: [snsTopic({ topicArn: 'team-shop' })] },
    /^channels\[0\]\.settings\.topicArn: a topic's ARN/,
  );
  refuses(
    'no channel at all',
    { channels: ['pager'] },
    /^channels\[0\]: a channel with its settings, e\.g\. webhook/,
  );
});

describe('where a channel posts to', () => {
  const to = (address: string) => ({ channels: [webhook({ url: address, signingKey: kept })] });
  const expected = /^channels\[0\]\.settings\.url: a URL that starts with https:\/\//;
  refuses('a path that others can read', to('http://pager.shop.test/'), expected);
  refuses('a login in the file', to('https://user:hunter2@pager.shop.test/'), expected);
  refuses('the machine that serves credentials', to('http://169.254.169.254/latest'), expected);
  refuses('no URL', to('pager'), expected);
  refuses('this machine, which in AWS is nobody', to('http://127.0.0.1:4000/'), expected);
  takes('this machine, where the Lambdas run on it', {
    ...to('http://127.0.0.1:4000/'),
    account: '000000000000',
  });
});

describe('owners', () => {
  const notices = [slack({ webhookUrl: kept })];
  takes('channels of their own', { owners: { 'team-shop': { notices } } });
  refuses('an owner of nothing', { owners: { 'team-shp': { notices } } }, /^owners\.team-shp: .*`team-shop`/);
  refuses(
    'no channel',
    { owners: { 'team-shop': { notices: [] } } },
    /^owners\.team-shop\.notices: at least one/,
  );
  refuses(
    'notices that would page somebody',
    { owners: { 'team-shop': { notices: [pagerDuty({ routingKey: kept })] } } },
    /^owners\.team-shop\.notices\[0\]: a channel that carries a notice; this one carries page, acknowledged, resolved$/,
  );
});

describe('PagerDuty as a subscriber of a topic', () => {
  const { routes } = anEnvironment();
  const backup = (protocol: string, endpoint: string) => ({
    routes: { ...routes, backup: [{ protocol, endpoint }] },
  });
  takes('an e-mail integration', backup('email', 'nightshift@shop.pagerduty.com'));
  takes('an event orchestration', backup('https', 'https://events.pagerduty.com/x-ere/R0UT1NG'));
  for (const path of ['integration/R0UT1NG/enqueue', 'v2/enqueue']) {
    refuses(
      `an endpoint that discards what it is sent: ${path}`,
      backup('https', `https://events.pagerduty.com/${path}`),
      /^routes\.backup\[0\]\.endpoint: the address of an e-mail integration/,
    );
  }
});

describe('the digest', () => {
  takes('a time of day somewhere', { digest: { at: '08:30', timeZone: 'Europe/Berlin' } });
  takes('a time zone by its new name', { digest: { at: '08:30', timeZone: 'Europe/Kyiv' } });
  takes('a time of day in UTC', { digest: { at: '23:59', timeZone: 'UTC' } });
  takes('none', { digest: false });
  refuses('no time of day', { digest: { at: '9:00' } }, /^digest\.at: a time of day, e\.g\. 09:00$/);
  refuses(
    'nowhere',
    { digest: { at: '09:00', timeZone: 'Berlin' } },
    /^digest\.timeZone: a name of the IANA/,
  );
  refuses(
    'yes',
    { digest: true },
    /^digest: \{ at: '09:00', timeZone: 'Europe\/Berlin' \}, or false for none$/,
  );
});
