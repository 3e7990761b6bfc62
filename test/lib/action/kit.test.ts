import {
  DescribeServicesCommand,
  ECSClient,
  StopTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { kitCalls, type Send } from '#action/calls';
import { kitAction, parametersOf } from '#action/define';
import { kitHandler } from '#action/runner';

const action = kitAction({
  id: 'made-up',
  title: 'Made up',
  summary: 'Is made up.',
  disruption: 'None.',
  parameters: parametersOf({}),
  service: 'ecs',
  target: () => 'service/shop/web',
  parents: () => ['cluster/shop'],
  reads: ['DescribeServices'],
  changes: ['UpdateService'],
  reasons: {},
});
const place = { partition: 'aws', region: 'eu-central-1', account: '111122223333' };
const context = { now: () => new Date('2026-03-01T03:00:00Z'), until: '2026-03-01T03:01:00.000Z' };

/** The action with calls of a test; what was sent, and what each answer is. */
function made(work: {
  readonly observe?: (read: Send) => Promise<unknown>;
  readonly change: (send: Send) => Promise<unknown>;
  readonly answers?: readonly unknown[];
}) {
  const sent: string[] = [];
  const answers = [...(work.answers ?? [])];
  const send = async (command: object) => {
    sent.push(command.constructor.name);
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  const kit = kitCalls(action, {
    clients: { ecs: ECSClient },
    observe: async (_parameters, read) => work.observe?.(read),
    judge: () => ({ intends: 'Do it.', before: {}, evidence: {}, pin: {} }),
    change: async (_parameters, _agreed, sender) => {
      await work.change(sender);
      return { did: 'Did it.', after: {} };
    },
  });
  const clients = { ecs: { send } };
  return { sent, handler: kitHandler(kit, { reads: clients, changes: clients }) };
}

const update = () => new UpdateServiceCommand({ service: 'web' });
const act = ({ handler }: ReturnType<typeof made>) =>
  handler.act({}, { pin: {}, chosen: undefined }, context);
const no = Object.assign(new Error('denied'), {
  name: 'AccessDeniedException',
  $metadata: { httpStatusCode: 400 },
});

test('a call that was not declared is never sent, wherever the action runs', async () => {
  const reads = made({ observe: (read) => read(update()), change: async () => {} });
  await expect(reads.handler.preflight({}, context)).rejects.toThrow(
    'made-up has not declared the call UpdateService',
  );
  const changes = made({ change: (send) => send(new StopTaskCommand({ task: 'a' })) });
  expect(await act(changes)).toMatchObject({
    refused: expect.stringContaining('has not declared the call StopTask'),
  });
  const readAgain = made({ change: (send) => send(new DescribeServicesCommand({ services: [] })) });
  expect(await act(readAgain)).toMatchObject({ refused: expect.stringContaining('DescribeServices') });
  expect([...reads.sent, ...changes.sent, ...readAgain.sent]).toEqual([]);
});

test('a no after a call that was accepted leaves it open what was done', async () => {
  const twice = made({
    change: async (send) => {
      await send(update());
      await send(update());
    },
    answers: [{}, no],
  });
  await expect(act(twice)).rejects.toThrow('AccessDeniedException: denied');
});

test('a no while another call is under way leaves it open what was done', async () => {
  const sideBySide = made({
    change: (send) => Promise.all([send(update()), send(update())]),
    answers: [no, new Promise(() => {})],
  });
  await expect(act(sideBySide)).rejects.toThrow('AccessDeniedException: denied');
});

test('the clock is looked at before each call, not only before the first', async () => {
  let now = new Date('2026-03-01T03:00:00Z');
  const slow = made({
    change: async (send) => {
      await send(update());
      now = new Date('2026-03-01T03:02:00Z');
      await send(update());
    },
  });
  const late = slow.handler.act({}, { pin: {}, chosen: undefined }, { ...context, now: () => now });
  await expect(late).rejects.toThrow('slept past its own time-out');
  expect(slow.sent).toEqual(['UpdateServiceCommand']);
});

test('target, parents and permissions come from what was declared', () => {
  expect(action.targets({}, place)).toEqual(['arn:aws:ecs:eu-central-1:111122223333:service/shop/web']);
  expect(action.parents?.({}, place)).toEqual(['arn:aws:ecs:eu-central-1:111122223333:cluster/shop']);
  expect(action.permissions({}, place)).toEqual([
    { actions: ['ecs:DescribeServices', 'ecs:UpdateService'], resources: action.targets({}, place) },
  ]);
});
