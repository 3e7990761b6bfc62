import type { Kit } from '#action/calls';
import type { Clients } from '#action/guarded-client';
import { kitHandler } from '#action/runner';
import type { Facts } from '#core/action/action-handler';
import { startEmpty } from '#verification/sandbox/emulator/alone';
import type { EmptyEmulator } from '#verification/sandbox/emulator/engine';
import { until } from '#verification/sandbox/incidents';

/** A local AWS for the tests of a file. @returns what clients need to reach it */
export function aLocalAws() {
  let emulator: EmptyEmulator;
  beforeAll(async () => {
    emulator = await startEmpty();
  });
  afterAll(() => emulator?.stop());
  return () => ({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
}

/** Acts, and takes it back; says what is there before, in between and afterwards. */
export async function thereAndBack<Parameters extends object, Snapshot, Pin extends Facts>(
  kit: Kit<Parameters, Snapshot, Pin>,
  parameters: Parameters,
  settings: object,
) {
  const clients: Clients = Object.fromEntries(
    Object.entries(kit.calls.clients).map(([name, Client]) => [name, new Client(settings) as never]),
  );
  const { preflight, act, taking } = kitHandler(kit, { reads: clients, changes: clients });
  const context = {
    now: () => new Date(),
    until: '9999-01-01T00:00:00.000Z',
    attempt: '20260301-0300-1a2b3c4d-1',
  };
  const look = await preflight(parameters, context);
  if ('refused' in look) throw new Error(look.refused);
  if (!look.leased || !taking) throw new Error('It leases nothing.');
  const lease = { ...look.leased, id: context.attempt, since: new Date().toISOString() };
  const { before, wrote } = lease;
  const now = () => taking.look(parameters, lease, context);
  const holds = (expected: Facts) =>
    until(`${JSON.stringify(expected)}`, 60, async () => {
      const found = await now();
      return Object.entries(expected).every(([name, value]) => found?.[name] === value) ? found : undefined;
    });
  await holds(before);
  expect(await act(parameters, look.seen, context)).toMatchObject({ did: expect.any(String) });
  await holds(wrote);
  const meanwhile = { preflight: await preflight(parameters, context) };
  return {
    meanwhile,
    back: async () => {
      expect(await taking.putBack(parameters, lease, context)).toMatchObject({ did: expect.any(String) });
      return holds(before);
    },
  };
}
