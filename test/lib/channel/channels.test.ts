import { readdirSync, readFileSync } from 'node:fs';
import { SNSClient } from '@aws-sdk/client-sns';
import { channelServices, openChannels } from '#channel/channels';
import { channels } from '#channel/register';
import webhook from '#channels/webhook/channel';
import type { ChannelUse } from '#core/channel/define-channel';
import { secret } from '#define/index';
import {
  answers,
  aPage,
  aReceiver,
  arnOfSecret,
  impatient,
  secretValue,
  sendOver,
} from '#test/support/receiver';

const catalog = new URL('../../../channels/', import.meta.url);
const register = new URL('../../../lib/channel/register.ts', import.meta.url);

describe('the register of channels', () => {
  const folders = readdirSync(catalog, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? [entry.name] : [],
  );

  test('has one line for each channel folder, by its name, and loads what sends from there', async () => {
    expect(Object.keys(channels).sort()).toEqual(folders.sort());
    const text = readFileSync(register, 'utf8');
    for (const folder of folders) {
      expect(text).toContain(`from '#channels/${folder}/channel'`);
      expect(text).toContain(`import('#channels/${folder}/send')`);
      expect(await channels[folder]?.load()).toHaveProperty('send');
    }
  });

  test.each(Object.keys(channels))('%s rejects settings that it does not know', (id) => {
    const { channel } = channels[id] ?? {};
    const issues = channel?.settings.safeParse({ surprise: 1 }).error?.issues ?? [];
    expect(issues).toContainEqual(expect.objectContaining({ code: 'unrecognized_keys', keys: ['surprise'] }));
    expect(channel?.carries).toContain('page');
  });
});

describe('channels', () => {
  const receiver = aReceiver();
  const use = (path = '/') => webhook({ url: receiver.url(path), signingKey: secret(arnOfSecret) });

  test('are called by what they are, and numbered where there are several', () => {
    const open = openChannels([use(), use('/second')], impatient());
    expect(Object.keys(open)).toEqual(['Webhook', 'Webhook 2']);
  });

  test('one with settings that it does not take fails by itself, and no other', async () => {
    const broken: ChannelUse = { channel: 'webhook', settings: { url: 'nowhere' } };
    const open = openChannels([broken, use(), { channel: 'pigeon', settings: {} }], impatient());
    const sent = await Promise.allSettled(
      Object.values(open).map(({ send }) => send({ ...aPage, kind: 'page' })),
    );
    expect(sent.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'rejected']);
  });

  test('end within the budget, whatever hangs: the secret, the other side, all its answers', async () => {
    const hanging = () => new Promise<never>(() => {});
    const late = 'It did not accept the message within 0.3 s';
    await expect(sendOver(use(), aPage, { budget: 300, secret: hanging })).rejects.toThrow(late);
    receiver.script = [answers.hangs];
    await expect(sendOver(use(), aPage, { budget: 300, oneTry: 99_999 })).rejects.toThrow(
      /It did not accept|did not answer/,
    );
  });

  test('read a secret when it is needed, and not before', async () => {
    const read: string[] = [];
    const remembered = async (arn: string) => {
      read.push(arn);
      return secretValue;
    };
    const open = openChannels([use()], impatient({ secret: remembered }));
    expect(read).toEqual([]);
    for (const { send } of Object.values(open)) await send({ ...aPage, kind: 'page' });
    expect(read).toEqual([arnOfSecret]);
  });

  test('say in one line that a secret cannot be read', async () => {
    const denied = async () => {
      throw Object.assign(new Error('not authorized\nto perform'), { name: 'AccessDeniedException' });
    };
    await expect(sendOver(use(), aPage, { secret: denied })).rejects.toThrow(
      'AccessDeniedException: not authorized to perform',
    );
  });
});

test('a topic of another region is asked there, and one of ours by the client that there is', async () => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  const ours = new SNSClient({ region: 'eu-central-1' });
  const memory = { recall: async () => undefined, remember: async () => {} };
  const { snsOf } = channelServices(ours, memory, () => new Date());
  expect(snsOf('arn:aws:sns:eu-central-1:111122223333:team')).toBe(ours);
  const other = snsOf('arn:aws:sns:us-west-2:111122223333:team');
  expect(await other.config.region()).toBe('us-west-2');
});
