import { awaitMassFailurePage } from '#core/mass-failure/page';
import { admitted, aNight, hushed, theIncident } from '#test/support/scenes';

hushed();

describe('an incident that waits for the page of its mass failure', () => {
  const massFailure = { id: '20260301-0300', since: '2026-03-01T03:00:00.000Z', pageEverySeconds: 300 };
  const scene = async () => {
    const night = aNight();
    await admitted(night);
    const { incident } = theIncident(night.night);
    const waits = (changes: { readonly pageBy?: string } = {}) =>
      night.world.clock.run(() =>
        awaitMassFailurePage({ ...incident, ...changes }, massFailure, night.services.page),
      );
    return { ...night, waits, armed: () => Object.keys(night.world.scheduler.armed) };
  };
  const round = 'storm-20260301-0300-0';

  test("is guarded by the round's deadline in place of its own", async () => {
    const { waits, armed } = await scene();
    expect(armed()).toHaveLength(1);
    await waits();
    expect(armed()).toEqual([round]);
  });

  test("sets the round's deadline only where nobody has", async () => {
    const { waits, world } = await scene();
    await waits();
    const created = () => world.wire.calls.filter(({ command }) => command === 'CreateSchedule').length;
    const before = created();
    await waits();
    expect(created()).toBe(before);
  });

  test("sets it again where the round's deadline has fired and no page has come", async () => {
    const { waits, armed, world } = await scene();
    await waits();
    await world.clock.advance(500);
    expect(armed()).toEqual([]);
    await waits({ pageBy: '2026-03-01T03:30:00.000Z' });
    expect(armed()).toEqual([round]);
  });

  test("keeps its own deadline where the round's would be later", async () => {
    const { waits, armed } = await scene();
    const own = armed();
    await waits({ pageBy: '2026-03-01T03:02:00.000Z' });
    expect(armed()).toEqual(own);
  });

  test('keeps its own deadline where the round cannot be recorded', async () => {
    const { waits, armed, world } = await scene();
    const own = armed();
    world.wire.fail('dynamodb', 'Update', 'throttle', { times: 99 });
    await waits();
    expect(armed()).toEqual(expect.arrayContaining(own));
  });
});
